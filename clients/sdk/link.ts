// The state machine of being connected: token, connection, and when to try again after each kind of end.
// Close codes carry the policy: 4500–4999 stop, all others come back.

import { backoffMs } from './backoff.js';
import type { Clock, Timer } from './clock.js';
import { Connection } from './connection.js';
import { BUSY, GOOD_CONNECTION_MS, REPLACED, REPLACED_MS, TOKEN_ENDED, TOO_BIG } from './numbers.js';
import { mayReconnect, type ClientFrame, type ClientFrames, type ServerFrame, type ServerFrames } from './protocol.js';
import { randomId } from './random-id.js';
import type { TokenKeeper } from './token.js';
import type { ClientState, SocketClass, StateReason } from './types.js';

/** `getToken` may take this long. */
const TOKEN_MS = 15_000;
/** A wake-up tries to connect at once, unless the last try was sooner than this. */
const HURRY_MS = 1_000;
/** What a wake-up does not shorten: here the server said when to come back. */
const ORDERED: readonly StateReason[] = ['busy', 'replaced', 'drain'];

/** What the link needs and whom it tells. */
export interface LinkHost {
  clock: Clock;
  random: () => number;
  url: string;
  Socket: SocketClass;
  tokens: TokenKeeper;
  hello(token: string, device: string): ClientFrames['hello'];
  onState(state: ClientState): void;
  onWelcome(welcome: ServerFrames['welcome']): void;
  /** Every frame but `welcome`, once welcomed. */
  onFrame(frame: ServerFrame): void;
  onClosed(code: number, reason: StateReason): void;
}

/** Connects, and comes back for ever. */
export class Link {
  state: ClientState = { name: 'stopped', reason: 'idle' };
  private connection: Connection | null = null;
  private attempt = 0;
  private triedAt = -Infinity;
  private failures = 0;
  private onlineAt = 0;
  /** When the server allowed to come back, by its last `error` that said so. */
  private notBefore = 0;
  private leaveAt: number | null = null;
  private readonly timers: { retry?: Timer; token?: Timer; drain?: Timer; refresh?: Timer } = {};

  constructor(
    private readonly host: LinkHost,
    public device: string,
  ) {}

  get online(): boolean {
    return this.state.name === 'online';
  }

  get heardAt(): number {
    return this.connection?.heardAt ?? 0;
  }

  start(): void {
    if (this.state.name !== 'stopped') return;
    this.failures = 0;
    void this.connect();
  }

  stop(reason: StateReason, closeCode?: number): void {
    this.close(reason);
    this.become({ name: 'stopped', reason, ...(closeCode !== undefined && { closeCode }) });
  }

  send(frame: ClientFrame): boolean {
    return this.online && this.connection?.send(frame) === true;
  }

  /** Ends the connection and comes back by the backoff. */
  reconnect(reason: StateReason): void {
    this.connection?.end(reason);
  }

  /** The page may have slept, or the network is back. */
  wake(): void {
    if (this.online) this.connection?.probe();
    if (this.state.name !== 'offline' || ORDERED.includes(this.state.reason)) return;
    if (Math.abs(this.host.clock.now() - this.triedAt) >= HURRY_MS) void this.connect();
  }

  /** The page goes away, perhaps to come back from the cache. */
  leave(): void {
    if (this.state.name === 'stopped') return;
    this.close('page');
    this.triedAt = -Infinity;
    this.become({ name: 'offline', reason: 'page', retryAt: null });
  }

  /** Ends what there is, with no thought of coming back. */
  private close(reason: StateReason): void {
    const { connection } = this;
    this.attempt += 1;
    this.connection = null;
    connection?.end(reason);
    this.clearTimers();
  }

  private async connect(): Promise<void> {
    this.clearTimers();
    const attempt = ++this.attempt;
    this.triedAt = this.host.clock.now();
    this.leaveAt = null;
    this.notBefore = 0;
    this.become({ name: 'connecting' });
    this.timers.token = this.host.clock.set(() => this.retry('token'), TOKEN_MS);
    try {
      const token = await this.host.tokens.get();
      if (attempt === this.attempt) this.open(token);
    } catch (error) {
      if (attempt === this.attempt) this.tokenFailed(error);
    }
  }

  private open(token: string): void {
    this.host.clock.clear(this.timers.token);
    const { clock, url, Socket } = this.host;
    try {
      this.connection = new Connection({
        clock,
        url,
        Socket,
        hello: () => this.host.hello(token, this.device),
        onFrame: (frame) => this.hear(frame),
        onEnd: (code, reason) => this.ended(code, reason),
      });
    } catch {
      this.retry('network');
    }
  }

  private tokenFailed(error: unknown): void {
    if (isStop(error)) this.stop('refused');
    else this.retry('token');
  }

  private hear(frame: ServerFrame): void {
    const now = this.host.clock.now();
    if (frame.event === 'error' || frame.event === 'close') this.notBefore = now + (frame.data.retryAfterMs ?? 0);
    if (frame.event === 'close') return this.connection?.end('network', frame.data.code);
    if (frame.event === 'welcome') {
      if (this.online) return;
      this.onlineAt = now;
      this.host.tokens.livesFor(frame.data.expiresIn);
      this.state = { name: 'online' };
      this.host.onWelcome(frame.data);
      this.host.onState(this.state);
      return;
    }
    if (!this.online && frame.event !== 'error') return;
    if (frame.event === 'drain') this.drain(frame.data.withinMs);
    if (frame.event === 'expiring') void this.refresh();
    if (frame.event === 'refreshed') this.host.tokens.livesFor(frame.data.expiresIn);
    this.host.onFrame(frame);
  }

  /** Goes at a random moment, so that a node's clients do not all come to its neighbour at once. */
  private drain(withinMs: number): void {
    if (this.leaveAt !== null) return;
    const waitMs = this.host.random() * withinMs;
    this.leaveAt = this.host.clock.now() + waitMs;
    this.timers.drain = this.host.clock.set(() => this.connection?.end('drain'), waitMs);
  }

  private async refresh(): Promise<void> {
    const { attempt } = this;
    this.host.tokens.drop();
    try {
      const token = await this.host.tokens.get();
      if (attempt === this.attempt) this.send({ event: 'refresh', data: { token } });
    } catch (error) {
      if (attempt !== this.attempt) return;
      if (isStop(error)) {
        this.stop('refused');
        return;
      }
      this.host.clock.clear(this.timers.refresh);
      this.timers.refresh = this.host.clock.set(() => void this.refresh(), REPLACED_MS);
    }
  }

  private ended(code: number, reason: StateReason): void {
    const { attempt } = this;
    const now = this.host.clock.now();
    if (this.connection === null) {
      this.host.onClosed(code, reason);
      return;
    }
    this.connection = null;
    if (this.online && now - this.onlineAt >= GOOD_CONNECTION_MS) this.failures = 0;
    const why = reasonOf(code, reason);
    const left = this.leaveAt === null ? null : Math.max(0, this.leaveAt - now);
    if (code === TOKEN_ENDED || !mayReconnect(code)) this.host.tokens.drop();
    if (code === REPLACED) this.device = randomId();
    this.host.onClosed(code, why);
    if (attempt !== this.attempt) return;
    if (!mayReconnect(code)) {
      this.stop('refused', code);
      return;
    }
    if (code === REPLACED) this.retry(why, REPLACED_MS, code);
    else if (left !== null) this.retry('drain', left, code);
    else if (code === BUSY && this.notBefore > now) this.retry(why, this.notBefore - now, code);
    else this.retry(why, undefined, code);
  }

  private retry(reason: StateReason, afterMs?: number, closeCode = 0): void {
    this.attempt += 1;
    this.clearTimers();
    const waitMs = afterMs ?? backoffMs(this.failures, this.host.random);
    this.failures += 1;
    this.timers.retry = this.host.clock.set(() => void this.connect(), waitMs);
    const retryAt = this.host.clock.now() + waitMs;
    this.become({ name: 'offline', reason, retryAt, ...(closeCode !== 0 && { closeCode }) });
  }

  private clearTimers(): void {
    for (const timer of Object.values(this.timers)) this.host.clock.clear(timer);
  }

  private become(state: ClientState): void {
    this.state = state;
    this.host.onState(state);
  }
}

/** By name, as a page may hold two copies of the SDK. */
function isStop(error: unknown): boolean {
  return error instanceof Error && error.name === 'StopError';
}

function reasonOf(code: number, reason: StateReason): StateReason {
  if (!mayReconnect(code)) return 'refused';
  const known: Record<number, StateReason> = {
    [TOKEN_ENDED]: 'token',
    [REPLACED]: 'replaced',
    [BUSY]: 'busy',
    [TOO_BIG]: 'too-big',
  };
  return known[code] ?? reason;
}
