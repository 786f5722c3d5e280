// A TCP proxy that breaks on demand, for tests about networks: resets, silence, delay, refused
// connections, and a hook that sees every chunk just before it is forwarded.

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Lane, type LaneFaults } from './tcp-proxy-lane.js';

export type Direction = 'toServer' | 'toClient';
export type Verdict = 'pass' | 'drop' | 'reset';
export type ChunkHook = (direction: Direction, chunk: Buffer) => Verdict;

export interface ProxyOptions {
  readonly target: { readonly host: string; readonly port: number };
  readonly onChunk?: ChunkHook;
  /** Port to listen on; absent: any free one. */
  readonly port?: number;
}

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly lanes: readonly Lane[];
}

export async function startProxy(options: ProxyOptions): Promise<TcpProxy> {
  const proxy = new TcpProxy(options);
  await proxy.refuse(false);
  return proxy;
}

export class TcpProxy {
  readonly host = '127.0.0.1';
  readonly #target: ProxyOptions['target'];
  readonly #pairs = new Set<Pair>();
  readonly #bytesLeft = new Map<Direction, number>();
  #onChunk: ChunkHook | undefined;
  #listener: Server | undefined;
  #port = 0;
  #isBlackhole = false;
  #latencyMs = 0;

  constructor(options: ProxyOptions) {
    this.#target = options.target;
    this.#onChunk = options.onChunk;
    this.#port = options.port ?? 0;
  }

  get port(): number {
    return this.#port;
  }

  /** Replaces the hook; without an argument everything passes. 'reset' cuts that connection only. */
  onChunk(hook?: ChunkHook): void {
    this.#onChunk = hook;
  }

  /** Resets (RST) every open connection on both sides; new ones are served. */
  cutAll(): void {
    for (const pair of this.#pairs) cut(pair);
  }

  /**
   * On: no byte, end or reset gets through, and all that arrived flows on when it is off again, as
   * TCP would resend it. New connections are accepted (the kernel does that) and stay silent.
   */
  blackhole(on: boolean): void {
    this.#isBlackhole = on;
    for (const { lanes } of this.#pairs) for (const lane of lanes) lane.pump();
  }

  /** Delays each direction by this much from now on; a round trip takes twice as long. */
  latency(ms: number): void {
    this.#latencyMs = ms;
  }

  /** On: new connections are refused; those that are open stay. */
  async refuse(on: boolean): Promise<void> {
    if (on) {
      this.#listener?.close();
      this.#listener = undefined;
    } else if (this.#listener === undefined) {
      const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#join(client));
      this.#listener = listener.listen(this.#port, this.host);
      await once(listener, 'listening');
      const address = listener.address();
      if (address !== null && typeof address !== 'string') this.#port = address.port;
    }
  }

  /** Once: forwards exactly `n` more bytes in this direction, then resets the connection they were on. */
  cutAfterBytes(n: number, direction: Direction): void {
    this.#bytesLeft.set(direction, n);
  }

  async close(): Promise<void> {
    await this.refuse(true);
    const sockets = [...this.#pairs].flatMap(({ client, upstream }) => [client, upstream]);
    const closed = sockets.filter((socket) => !socket.closed).map((socket) => once(socket, 'close'));
    this.cutAll();
    await Promise.all(closed);
  }

  #join(client: Socket): void {
    const upstream = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    const reset = (): void => cut(pair);
    const pair: Pair = {
      client,
      upstream,
      lanes: [
        new Lane(client, upstream, this.#faults('toServer'), reset),
        new Lane(upstream, client, this.#faults('toClient'), reset),
      ],
    };
    this.#pairs.add(pair);
    for (const socket of [client, upstream]) {
      socket.on('error', () => undefined); // The lane passes it on; a second one has no reader.
      socket.once('close', () => {
        if (client.closed && upstream.closed) this.#pairs.delete(pair);
      });
    }
  }

  #faults(direction: Direction): LaneFaults {
    const isBlackhole = (): boolean => this.#isBlackhole;
    const latencyMs = (): number => this.#latencyMs;
    return {
      get isBlackhole() {
        return isBlackhole();
      },
      get latencyMs() {
        return latencyMs();
      },
      admit: (chunk) => this.#admit(direction, chunk),
    };
  }

  #admit(direction: Direction, chunk: Buffer): ReturnType<LaneFaults['admit']> {
    const verdict = this.#onChunk?.(direction, chunk) ?? 'pass';
    if (verdict !== 'pass') return { bytes: Buffer.alloc(0), thenReset: verdict === 'reset' };
    const left = this.#bytesLeft.get(direction);
    if (left === undefined) return { bytes: chunk, thenReset: false };
    if (chunk.length < left) {
      this.#bytesLeft.set(direction, left - chunk.length);
      return { bytes: chunk, thenReset: false };
    }
    this.#bytesLeft.delete(direction);
    return { bytes: chunk.subarray(0, left), thenReset: true };
  }
}

function cut({ client, upstream }: Pair): void {
  client.resetAndDestroy();
  upstream.resetAndDestroy();
}
