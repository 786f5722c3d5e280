// A scriptable server in the process: its `Socket` is a WebSocket class, its `peers` are the connections as the server sees them.
// It opens and answers `hello` by itself unless told otherwise; all else a test says.

import type { ClientFrame, ClientFrameName, ClientFrames, ServerFrameName, ServerFrames } from '../protocol.js';
import { WIRE_LIMITS } from '../protocol.js';
import type { SocketClass, SocketLike } from '../types.js';

type Handler = ((event: never) => void) | null;

/** One connection, from the server's side. */
export class Peer implements SocketLike {
  readyState = 0;
  onopen: Handler = null;
  onmessage: Handler = null;
  onclose: Handler = null;
  onerror: Handler = null;
  /** Every frame of the client, in order. */
  readonly frames: ClientFrame[] = [];
  closedByClient = false;

  constructor(
    private readonly server: FakeServer,
    readonly url: string,
    readonly protocols: string[],
  ) {
    server.peers.push(this);
    queueMicrotask(() => this.opened());
  }

  /** The client's `send`. A dead network swallows everything. */
  send(text: string): void {
    if (this.server.dead) return;
    const frame = JSON.parse(text) as ClientFrame;
    this.frames.push(frame);
    if (frame.event === 'hello' && this.server.answersHello) this.welcome();
    this.server.onFrame?.(this, frame);
  }

  /** The client's `close`. */
  close(): void {
    this.readyState = 3;
    this.closedByClient = true;
  }

  /** Sends a frame to the client. */
  push<N extends ServerFrameName>(event: N, data: ServerFrames[N]): void {
    this.pushText(JSON.stringify({ event, data }));
  }

  /** Sends anything to the client. */
  pushText(data: unknown): void {
    if (!this.server.dead && this.readyState === 1)
      (this.onmessage as ((event: { data: unknown }) => void) | null)?.({ data });
  }

  /** Closes from the server's side. */
  cut(code: number): void {
    this.readyState = 3;
    (this.onclose as ((event: { code: number }) => void) | null)?.({ code });
  }

  /** Data of every frame of one name. */
  all<N extends ClientFrameName>(event: N): ClientFrames[N][] {
    return this.frames.filter((frame) => frame.event === event).map((frame) => frame.data as ClientFrames[N]);
  }

  /** Data of the last frame of one name. */
  last<N extends ClientFrameName>(event: N): ClientFrames[N] {
    const data = this.all(event).at(-1);
    if (!data) throw new Error(`no ${event} came`);
    return data;
  }

  welcome(): void {
    this.push('welcome', this.server.welcome);
  }

  private opened(): void {
    if (this.server.refuses) {
      this.cut(1006);
      return;
    }
    if (!this.server.opens || this.readyState !== 0) return;
    this.readyState = 1;
    (this.onopen as (() => void) | null)?.();
  }
}

/** All connections that were tried, and how they are met. */
export class FakeServer {
  readonly peers: Peer[] = [];
  opens = true;
  refuses = false;
  answersHello = true;
  dead = false;
  /** Called for each frame of the client. */
  onFrame: ((peer: Peer, frame: ClientFrame) => void) | undefined;
  welcome: ServerFrames['welcome'] = {
    session: 'session-1',
    node: 'node-1',
    now: '2026-11-21T09:30:00.000Z',
    log: 'log-1',
    principal: { role: 'customer', id: 'customer-1', name: null, shop: 'shop-1' },
    expiresIn: 600_000,
    heartbeat: { intervalMs: 25_000, timeoutMs: 35_000 },
    limits: WIRE_LIMITS,
    features: ['text'],
    conversations: [],
  };

  /** To be given as `options.WebSocket`. */
  readonly Socket: SocketClass;

  constructor() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const server = this;
    this.Socket = class extends Peer {
      constructor(url: string, protocols: string[]) {
        super(server, url, protocols);
      }
    };
  }

  /** The newest connection. */
  get peer(): Peer {
    const peer = this.peers.at(-1);
    if (!peer) throw new Error('nobody connected');
    return peer;
  }
}
