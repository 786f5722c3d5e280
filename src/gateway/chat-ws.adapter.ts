// Bytes in: the first file of the hot path. Sockets are accepted by upgrade.ts, their frames go through frame-intake.ts to
// the methods of the gateway, heartbeat.ts watches them, drain.ts ends them. Why not Nest's own adapter: its frames of one
// client overtake each other, bad ones vanish, errors end the process, no Origin is checked, shutdown cuts (1006).

import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

import { type INestApplication, Logger } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { type Server as SocketServer, WebSocketServer } from 'ws';

import { ChatError } from '../common/chat-error.js';
import type { Config } from '../config/config.js';
import { CLOSE, SOCKET_PATH, SUBPROTOCOL } from '../protocol/index.js';
import { ChatSocket } from './chat-socket.js';
import { Connection, type Peer, type SocketKeeper } from './connection.js';
import { Connections } from './connections.js';
import { closeAll, drain } from './drain.js';
import { FrameAnswers } from './frame-answers.js';
import { FrameIntake } from './frame-intake.js';
import { FrameRate } from './frame-rate.js';
import { Heartbeat } from './heartbeat.js';
import { takeOver } from './nest-sockets.js';
import { SOCKET_TIMES, type SocketTimes } from './socket-times.js';
import { refuseUpgrade, UpgradeGate } from './upgrade.js';

/** A frame of the largest size in ten thousand pieces is an attack (RFC 6455 §10.4). */
const MAX_FRAGMENTS = 1_024;
const MAX_CHUNKS = 16_384;

type ChatServer = SocketServer<typeof ChatSocket>;

export class ChatWsAdapter extends WsAdapter implements SocketKeeper {
  protected override readonly logger = new Logger('ChatWsAdapter');
  readonly outQueueBytes: number;
  private readonly connections: Connections;
  private readonly times: SocketTimes;
  private readonly gate: UpgradeGate;
  private readonly intake: FrameIntake;
  private readonly heartbeat: Heartbeat;
  private server: ChatServer | null = null;

  /** `Connections` must be a provider of the application. `times`: shortened by tests. */
  constructor(
    private readonly app: INestApplication,
    private readonly config: Config,
    times: Partial<SocketTimes> = {},
  ) {
    super(app);
    this.times = { ...SOCKET_TIMES, ...times };
    this.connections = app.get(Connections, { strict: false });
    this.gate = new UpgradeGate(config, this.connections);
    const { wire } = config.limits;
    this.outQueueBytes = wire.outQueueBytes;
    const rate = new FrameRate(wire, this.times.floodMs);
    this.intake = new FrameIntake(wire, rate, new FrameAnswers(), this.connections.counters);
    this.heartbeat = new Heartbeat(this.connections, this.times);
  }

  /** The one socket server of the application. It accepts nothing by itself: see `upgrade`. */
  override create(port: number, { path }: { path?: string } = {}): ChatServer {
    if (port !== 0 || path !== SOCKET_PATH)
      throw new Error(`Sockets are served at ${SOCKET_PATH} of the HTTP port only`);
    takeOver(this.app, {
      table: (handlers) => {
        for (const { message, callback } of handlers) this.intake.handlers.set(String(message), callback);
      },
      connectFailed: (client, error) => this.connectFailed(client, error),
      disconnectFailed: (_client, error) => this.logger.error({ msg: 'handleDisconnect failed', err: error }),
    });
    this.server = this.socketServer();
    this.http().on('upgrade', this.upgrade);
    this.heartbeat.start();
    return this.server;
  }

  /** Handlers are taken once for all clients: see nest-sockets.ts. */
  override bindMessageHandlers(): void {
    throw new Error('Handlers are not bound for each client');
  }

  override bindClientDisconnect(client: Connection, callback: (code: number) => void): void {
    client.onClose(callback);
  }

  /** Refuses new sockets, tells the others to leave, closes those that stayed with 1012. For `beforeApplicationShutdown`. */
  drain(withinMs: number): Promise<void> {
    return drain(this.connections, withinMs, this.times.closeMs);
  }

  /** Nest closes the application. */
  override async close(): Promise<void> {
    await closeAll(this.connections, this.times.closeMs);
  }

  override async dispose(): Promise<void> {
    this.heartbeat.stop();
    this.http().off('upgrade', this.upgrade);
    await super.dispose();
  }

  message(connection: Connection, bytes: Buffer, isBinary: boolean): void {
    this.intake.take(connection, bytes, isBinary);
  }

  ping(connection: Connection, data: Buffer): void {
    this.intake.ping(connection, data);
  }

  closed(connection: Connection): void {
    this.connections.remove(connection);
  }

  private socketServer(): ChatServer {
    // A variable, for the types of ws do not know closeTimeout yet.
    const options = {
      noServer: true,
      WebSocket: ChatSocket,
      clientTracking: false,
      perMessageDeflate: false,
      autoPong: false,
      maxPayload: this.config.limits.wire.frameBytes,
      maxFragments: MAX_FRAGMENTS,
      maxBufferedChunks: MAX_CHUNKS,
      closeTimeout: this.times.closeMs,
      handleProtocols: () => SUBPROTOCOL,
    };
    return new WebSocketServer<typeof ChatSocket>(options);
  }

  private http(): Server {
    return this.app.getHttpServer() as Server;
  }

  private readonly upgrade = (request: IncomingMessage, socket: Socket, head: Buffer): void => {
    socket.on('error', ignore);
    const peer = this.gate.judge(request);
    if (peer instanceof ChatError) {
      this.connections.counters.refused++;
      refuseUpgrade(socket, peer);
      return;
    }
    this.server?.handleUpgrade(request, socket, head, (client) => this.accept(client, socket, peer));
  };

  private accept(client: ChatSocket, socket: Socket, peer: Peer): void {
    socket.off('error', ignore);
    const connection = new Connection(client, socket, peer, this);
    this.connections.add(connection);
    this.heartbeat.begin(connection);
    this.server?.emit('connection', connection);
  }

  private connectFailed(client: unknown, error: unknown): void {
    this.logger.error({ msg: 'handleConnection failed', err: error });
    if (!(client instanceof Connection)) return;
    client.error('internal', 'Something went wrong', '');
    client.close(CLOSE.busy, 'internal');
  }
}

function ignore(): void {
  // The close that follows says it all.
}
