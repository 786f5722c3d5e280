// One WebSocket from opening to its end: hello, welcome in time, answers to pings, silence, probes. It never reconnects; the link does.

import type { Clock, Timer } from './clock.js';
import { readFrame } from './incoming.js';
import { CONNECT_MS, PROBE_MS, SILENT_MS } from './numbers.js';
import { SUBPROTOCOL, type ClientFrame, type ClientFrames, type ServerFrame } from './protocol.js';
import type { SocketClass, SocketLike, StateReason } from './types.js';

/** How often it looks at the clock; later than this by `JUMP_MS` means that the machine slept or the clock was set. */
const TICK_MS = 5_000;
const JUMP_MS = 10_000;
const OPEN = 1;

/** What a connection needs and whom it tells. */
export interface ConnectionHost {
  clock: Clock;
  url: string;
  Socket: SocketClass;
  hello(): ClientFrames['hello'];
  onFrame(frame: ServerFrame): void;
  /** Called once, whoever ended it. `code` is 0 when no close frame came. */
  onEnd(code: number, reason: StateReason): void;
}

/** A connection to one node. */
export class Connection {
  /** When anything was heard last. */
  heardAt: number;
  private readonly socket: SocketLike;
  private readonly timers: { welcome: Timer; tick: Timer; probe: Timer } = { welcome: null, tick: null, probe: null };
  private welcomed = false;
  private ended = false;

  /** Throws what the WebSocket class throws (a bad URL, a page that forbids it). */
  constructor(private readonly host: ConnectionHost) {
    this.heardAt = host.clock.now();
    this.socket = new host.Socket(host.url, [SUBPROTOCOL]);
    this.socket.onopen = () => this.send({ event: 'hello', data: host.hello() });
    this.socket.onmessage = (message: { data: unknown }) => this.hear(message.data);
    this.socket.onerror = () => undefined;
    this.socket.onclose = (close: { code?: unknown }) =>
      this.end('network', typeof close.code === 'number' ? close.code : 0);
    this.timers.welcome = host.clock.set(() => this.end('network'), CONNECT_MS);
  }

  /** Sends a frame; false if the socket does not take it. */
  send(frame: ClientFrame): boolean {
    if (this.ended || this.socket.readyState !== OPEN) return false;
    try {
      this.socket.send(JSON.stringify(frame));
      return true;
    } catch {
      return false;
    }
  }

  /** Asks for a sign of life; without one within 3 s the connection ends. */
  probe(): void {
    if (!this.welcomed || this.timers.probe !== null) return;
    this.send({ event: 'ping', data: {} });
    this.timers.probe = this.host.clock.set(() => this.end('silent'), PROBE_MS);
  }

  /** Ends it at once; the closing handshake is not waited for, as the network may be dead. */
  end(reason: StateReason, code = 0): void {
    if (this.ended) return;
    this.ended = true;
    const { socket } = this;
    socket.onopen = socket.onmessage = socket.onclose = null;
    for (const timer of Object.values(this.timers)) this.host.clock.clear(timer);
    if (code === 0) {
      try {
        socket.close(1000);
      } catch {
        // Closing before it opened throws in some implementations; it is gone all the same.
      }
    }
    this.host.onEnd(code, reason);
  }

  private hear(data: unknown): void {
    this.heardAt = this.host.clock.now();
    this.host.clock.clear(this.timers.probe);
    this.timers.probe = null;
    const frame = readFrame(data);
    if (!frame) return;
    if (frame.event === 'ping') this.send({ event: 'pong', data: {} });
    if (frame.event === 'welcome' && !this.welcomed) {
      this.welcomed = true;
      this.host.clock.clear(this.timers.welcome);
      this.tickIn(TICK_MS);
    }
    this.host.onFrame(frame);
  }

  private tickIn(ms: number): void {
    const dueAt = this.host.clock.now() + ms;
    this.timers.tick = this.host.clock.set(() => {
      const now = this.host.clock.now();
      const silentMs = now - this.heardAt;
      const jumped = Math.abs(now - dueAt) > JUMP_MS;
      if (jumped || silentMs < 0) {
        this.heardAt = now;
        this.probe();
      } else if (silentMs >= SILENT_MS) {
        this.end('silent');
        return;
      }
      this.tickIn(Math.min(TICK_MS, this.heardAt + SILENT_MS - now));
    }, ms);
  }
}
