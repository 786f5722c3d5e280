// One accepted socket as the rest of the gateway sees it: sends frames, knows when its out-queue is full, closes cleanly.
// Kept lean, for an idle one must cost little: no timer and no closure of its own; heartbeat.ts looks at all of them in turns.

import type { Socket } from 'node:net';

import { newId } from '../common/ids.js';
import { CLOSE, type CloseCode, type Code, type ServerFrameName, type ServerFrames } from '../protocol/index.js';
import type { ChatSocket, SocketListener } from './chat-socket.js';
import { SendOrder } from './send-order.js';

/** What all connections share: their bounds, and who takes what comes in. */
export interface SocketKeeper {
  readonly outQueueBytes: number;
  message(connection: Connection, bytes: Buffer, isBinary: boolean): void;
  /** A ping of the WebSocket layer. */
  ping(connection: Connection, data: Buffer): void;
  closed(connection: Connection): void;
}

/** What the upgrade found out about the other end. */
export interface Peer {
  /** By `TRUSTED_PROXIES`, as it stands in logs. */
  address: string;
  /** As the browser told it; null for others. */
  origin: string | null;
}

/** A message has to be text in one frame: see RFC 6455 §5.6. */
const TEXT = { binary: false };
/** Answers go on while pushes wait; beyond this many times the out-queue even they end the connection. */
const HARD_FACTOR = 2;

export type ErrorExtra = Pick<ServerFrames['error'], 'conversation' | 'retryAfterMs'>;

export class Connection<Session = unknown> implements SocketListener {
  /** UUIDv7; also the id of the session. */
  readonly id = newId();
  readonly address: string;
  readonly origin: string | null;
  /** Date.now() of the upgrade. */
  readonly openedAt = Date.now();
  state: 'new' | 'ready' | 'closing' = 'new';
  /** The gateway's own; null until `hello` was accepted. */
  session: Session | null = null;
  /** Set by `Connections.register`. */
  principalKey: string | null = null;
  device: string | null = null;

  /** performance.now() of the upgrade. */
  readonly acceptedAt = performance.now();
  /** performance.now() of the last frame of any kind. */
  lastHeardAt = this.acceptedAt;
  /** performance.now() at which the heartbeat pings next. */
  nextPingAt = Infinity;
  /** performance.now() since when the out-queue is full, else 0. */
  fullSince = 0;
  framesIn = 0;
  bytesIn = 0;
  framesOut = 0;
  bytesOut = 0;

  helloStarted = false;
  badFrames = 0;
  /** A ping of ours is out: its answer is free. */
  awaitsPong = false;
  /** Token bucket of frames; see frame-rate.ts. */
  tokens = -1;
  tokensAt = 0;
  /** performance.now() of the first and the last refusal of a run over the rate; 0: none. */
  floodSince = 0;
  floodAt = 0;
  floodFrames = 0;

  private order: SendOrder | null = null;
  private closers: ((code: number) => void)[] | null = null;
  private waiters: (() => void)[] | null = null;
  private drainWatched = false;

  constructor(
    private readonly ws: ChatSocket,
    private readonly socket: Socket,
    peer: Peer,
    private readonly keeper: SocketKeeper,
  ) {
    this.address = peer.address;
    this.origin = peer.origin;
    ws.hearBy(this);
  }

  /** Keeps the order of this connection's sends; made when first asked for. */
  get sends(): SendOrder {
    this.order ??= new SendOrder();
    return this.order;
  }

  /** Sends that are not answered. */
  get unanswered(): number {
    return this.order?.unanswered ?? 0;
  }

  /** Whether more may be pushed now. Answers may always be sent. */
  get writable(): boolean {
    return this.state !== 'closing' && this.ws.bufferedAmount < this.keeper.outQueueBytes;
  }

  /** Sends an encoded frame. False: the connection is closing, and nothing was sent. */
  send(encoded: string | Buffer): boolean {
    if (this.state === 'closing' || this.ws.readyState !== this.ws.OPEN) return false;
    const bytes = typeof encoded === 'string' ? Buffer.from(encoded) : encoded;
    this.ws.send(bytes, TEXT);
    this.framesOut++;
    this.bytesOut += bytes.length;
    if (this.ws.bufferedAmount >= this.keeper.outQueueBytes) this.filled();
    return true;
  }

  /** Encodes and sends. A `welcome` makes the connection ready: frames other than `hello` are handled from then on. */
  frame<N extends ServerFrameName>(event: N, data: ServerFrames[N]): boolean {
    if (event === 'welcome' && this.state === 'new') this.state = 'ready';
    return this.send(encodeFrame(event, data));
  }

  /** `of`: the name of the client's frame, or empty. */
  error(code: Code, message: string, of: string, extra: ErrorExtra = {}): boolean {
    return this.frame('error', { code, message, of, ...extra });
  }

  /** Calls once, when the full out-queue has drained or the connection has closed; soon, if it is not full. */
  onWritable(fn: () => void): void {
    if (this.writable || this.state === 'closing') {
      process.nextTick(fn);
      return;
    }
    (this.waiters ??= []).push(fn);
  }

  /** Calls once with the close code (1006: cut), after the socket has closed. */
  onClose(fn: (code: number) => void): void {
    (this.closers ??= []).push(fn);
  }

  /** Sends what is queued and then the close frame. The server cuts it after `closeTimeout`. The first code counts. */
  close(code: CloseCode | 1000, reason = ''): void {
    if (this.state === 'closing') return;
    this.state = 'closing';
    this.ws.close(code, reason);
    this.wake();
  }

  /** Ends at once, without a close frame. */
  terminate(): void {
    this.state = 'closing';
    this.ws.terminate();
  }

  /** Answers a ping of the WebSocket layer. */
  answerPing(data: Buffer): void {
    if (this.writable) this.ws.pong(data);
  }

  message(bytes: Buffer, isBinary: boolean): void {
    this.lastHeardAt = performance.now();
    this.framesIn++;
    this.bytesIn += bytes.length;
    if (this.state !== 'closing') this.keeper.message(this, bytes, isBinary);
  }

  ping(data: Buffer): void {
    this.pong();
    if (this.state !== 'closing') this.keeper.ping(this, data);
  }

  pong(): void {
    this.lastHeardAt = performance.now();
  }

  failed(): void {
    this.state = 'closing';
  }

  closed(code: number): void {
    this.state = 'closing';
    const closers = this.closers ?? [];
    this.closers = null;
    for (const fn of closers) fn(code);
    this.wake();
    this.keeper.closed(this);
  }

  /** For the heartbeat: whoever waited goes on if the queue has drained. */
  checkDrained(): void {
    if (this.state !== 'closing' && this.ws.bufferedAmount >= this.keeper.outQueueBytes) return;
    this.fullSince = 0;
    this.wake();
  }

  /** Nest's own filter answers through this when a gateway has none; it must not echo what the client sent. */
  emit(_event: string, _payload: unknown): void {
    this.error('internal', 'Something went wrong', '');
  }

  private filled(): void {
    if (this.fullSince === 0) this.fullSince = performance.now();
    if (!this.drainWatched) {
      this.drainWatched = true;
      this.socket.once('drain', () => {
        this.drainWatched = false;
        this.checkDrained();
      });
    }
    if (this.ws.bufferedAmount >= HARD_FACTOR * this.keeper.outQueueBytes) this.close(CLOSE.slow, 'out-queue');
  }

  private wake(): void {
    const waiters = this.waiters ?? [];
    this.waiters = null;
    for (const fn of waiters) fn();
  }
}

/** A frame as it stands on the wire. */
export function encodeFrame<N extends ServerFrameName>(event: N, data: ServerFrames[N]): string {
  return JSON.stringify({ event, data });
}
