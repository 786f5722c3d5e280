// A tiny application on the socket adapter: a gateway that records what reaches it, and clients of plain ws.

import {
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  Injectable,
  Module,
  type Type,
} from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import WebSocket from 'ws';

import { Config, parseConfig } from '../../../src/config/config.js';
import { ChatWsAdapter } from '../../../src/gateway/chat-ws.adapter.js';
import type { Connection } from '../../../src/gateway/connection.js';
import { Connections } from '../../../src/gateway/connections.js';
import type { SocketTimes } from '../../../src/gateway/socket-times.js';
import { type ServerFrames, SUBPROTOCOL, TIMES, WIRE_LIMITS } from '../../../src/protocol/index.js';

export interface TestApp {
  app: INestApplication;
  adapter: ChatWsAdapter;
  connections: Connections;
  port: number;
  url: string;
}

export interface TestAppOptions {
  env?: Record<string, string>;
  times?: Partial<SocketTimes>;
  prepare?: (app: INestApplication) => void;
}

/** Configuration as an environment would give it, without touching the disk. */
export function configOf(env: Record<string, string> = {}): Config {
  const secrets = { TOKEN_SECRETS: 'a'.repeat(32) };
  return parseConfig({ PUBLIC_URL: 'https://console.test', WIDGET_ORIGIN: 'https://widget.test', ...secrets, ...env });
}

/** Starts it on a free port. */
export async function startApp(gateway: Type, options: TestAppOptions = {}): Promise<TestApp> {
  const config = configOf(options.env);
  @Module({ providers: [gateway, Connections, { provide: Config, useValue: config }] })
  class TestModule {}
  const testing = await Test.createTestingModule({ imports: [TestModule] }).compile();
  const app = testing.createNestApplication(new FastifyAdapter(), { logger: false });
  const adapter = new ChatWsAdapter(app, config, { tickMs: 50, ...options.times });
  app.useWebSocketAdapter(adapter);
  options.prepare?.(app);
  await app.listen(0, '127.0.0.1');
  const port = Number(new URL(await app.getUrl()).port);
  return { app, adapter, connections: app.get(Connections), port, url: `ws://127.0.0.1:${port}/ws` };
}

/** The welcome of a gateway that knows no one. */
export function welcomeOf(connection: Connection): ServerFrames['welcome'] {
  return {
    session: connection.id,
    node: 'test',
    now: new Date().toISOString(),
    log: 'log',
    principal: { role: 'customer', id: 'c', name: null, shop: 's' },
    expiresIn: 1,
    heartbeat: { intervalMs: TIMES.pingIntervalMs, timeoutMs: TIMES.clientSilentMs },
    limits: WIRE_LIMITS,
    features: [],
    conversations: [],
  };
}

/** A guard that refuses every frame. */
@Injectable()
export class NobodyGuard implements CanActivate {
  canActivate(_context: ExecutionContext): boolean {
    return false;
  }
}

export interface Frame {
  event: string;
  data: Record<string, unknown>;
}

/** A client that keeps what it hears. */
export class Client {
  readonly frames: Frame[] = [];
  closed: { code: number; reason: string } | null = null;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as Frame));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  static open(url: string, options: WebSocket.ClientOptions = {}): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, SUBPROTOCOL, options);
      const client = new Client(socket);
      socket.once('open', () => resolve(client));
      socket.once('error', reject);
    });
  }

  /** Open, and greeted by the gateway. */
  static async greeted(url: string, device = 'device'): Promise<Client> {
    const client = await Client.open(url);
    client.say('hello', { token: 'token', device });
    await client.heard('welcome');
    return client;
  }

  say(event: string, data: object = {}): void {
    this.socket.send(JSON.stringify({ event, data }));
  }

  all(event: string): Record<string, unknown>[] {
    return this.frames.filter((frame) => frame.event === event).map(({ data }) => data);
  }

  /** The data of the `count`th frame of a name. */
  async heard(event: string, count = 1): Promise<Record<string, unknown>> {
    await until(() => this.all(event).length >= count, `${event} (heard ${JSON.stringify(this.frames)})`);
    return this.all(event)[count - 1] ?? {};
  }

  async end(): Promise<{ code: number; reason: string }> {
    await until(() => this.closed !== null, 'close');
    return this.closed ?? { code: 0, reason: '' };
  }
}

export async function until(done: () => boolean, what: string, withinMs = 5_000): Promise<void> {
  const late = performance.now() + withinMs;
  while (!done()) {
    if (performance.now() > late) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
