// A client at the level of frames: it says exactly what a test tells it and keeps everything that it hears.

import { randomUUID } from 'node:crypto';

import WebSocket from 'ws';

import {
  type ClientFrameName,
  type ClientFrames,
  type ServerFrame,
  type ServerFrameName,
  type ServerFrames,
  SUBPROTOCOL,
} from '../../src/protocol/index.js';

/** How a probe connects. */
export interface ProbeOptions {
  origin?: string;
  protocol?: string | string[];
  /** Answers pings by itself; true by default. */
  pongs?: boolean;
  /** Confirms events by itself; true by default. */
  confirms?: boolean;
  /** How long it waits for whatever is awaited; 8 s by default. */
  waitMs?: number;
}

const WAIT_MS = 8_000;

/** One socket to the server. */
export class Probe {
  readonly frames: ServerFrame[] = [];
  /** How it was closed. */
  closed: { code: number; reason: string } | null = null;
  private readonly waiters = new Set<() => void>();

  private constructor(
    readonly socket: WebSocket,
    private readonly options: ProbeOptions,
  ) {
    socket.on('message', (data: Buffer) => {
      this.heard(JSON.parse(data.toString()) as ServerFrame);
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.wake();
    });
    socket.on('error', () => undefined);
  }

  /** Opens a socket; rejects with the HTTP status when the upgrade is refused. */
  static open(url: string, options: ProbeOptions = {}): Promise<Probe> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(
        url,
        options.protocol ?? SUBPROTOCOL,
        options.origin === undefined ? {} : { origin: options.origin },
      );
      const probe = new Probe(socket, options);
      socket.once('open', () => {
        resolve(probe);
      });
      socket.once('unexpected-response', (_request, response) => {
        reject(new Error(`HTTP ${String(response.statusCode)}`));
      });
      socket.once('error', reject);
    });
  }

  /** Opens a socket and says hello; resolves with the welcome. */
  static async welcome(
    url: string,
    hello: Partial<ClientFrames['hello']> & { token: string },
    options: ProbeOptions = {},
  ): Promise<Probe> {
    const probe = await Probe.open(url, options);
    probe.say('hello', { device: randomUUID(), ...hello });
    await probe.next('welcome');
    return probe;
  }

  say<N extends ClientFrameName>(event: N, data: ClientFrames[N]): void {
    this.raw(JSON.stringify({ event, data }));
  }

  raw(text: string | Buffer): void {
    this.socket.send(text);
  }

  /** Sends a text and resolves with its answer. */
  async send(
    text: string,
    conversation?: string,
    id: string = randomUUID(),
  ): Promise<ServerFrames['ack'] | ServerFrames['reject']> {
    this.say('send', { id, content: { kind: 'text', text }, ...(conversation === undefined ? {} : { conversation }) });
    const frame = await this.until(
      (heard) => (heard.event === 'ack' || heard.event === 'reject') && heard.data.id === id,
    );
    return frame.data as ServerFrames['ack'] | ServerFrames['reject'];
  }

  /** All frames of a name so far. */
  of<N extends ServerFrameName>(event: N): ServerFrames[N][] {
    return this.frames.filter((frame) => frame.event === event).map((frame) => frame.data as ServerFrames[N]);
  }

  /** The first frame of a name that fits, already heard or to come. */
  async next<N extends ServerFrameName>(
    event: N,
    fits: (data: ServerFrames[N]) => boolean = () => true,
  ): Promise<ServerFrames[N]> {
    const frame = await this.until((heard) => heard.event === event && fits(heard.data as ServerFrames[N]));
    return frame.data as ServerFrames[N];
  }

  /** Waits until it is closed. */
  async close(): Promise<{ code: number; reason: string }> {
    await this.wait(() => this.closed !== null, 'a close');
    return this.closed ?? { code: 0, reason: '' };
  }

  /** Ends the socket at once, without a close frame. */
  cut(): void {
    this.socket.terminate();
  }

  private async until(fits: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    await this.wait(() => this.frames.some(fits), 'a frame');
    const found = this.frames.find(fits);
    if (!found) throw new Error('It was heard and is gone');
    return found;
  }

  private wait(done: () => boolean, what: string): Promise<void> {
    if (done()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.delete(check);
        reject(
          new Error(
            `No such thing in time: ${what}. Closed: ${JSON.stringify(this.closed)}. Heard: ${JSON.stringify(this.frames.slice(-8))}`,
          ),
        );
      }, this.options.waitMs ?? WAIT_MS);
      const check = (): void => {
        if (!done()) return;
        clearTimeout(timer);
        this.waiters.delete(check);
        resolve();
      };
      this.waiters.add(check);
    });
  }

  private heard(frame: ServerFrame): void {
    this.frames.push(frame);
    if (frame.event === 'ping' && this.options.pongs !== false) this.say('pong', {});
    if (frame.event === 'event' && this.options.confirms !== false)
      this.say('received', { upTo: { [frame.data.conversation]: frame.data.seq } });
    this.wake();
  }

  private wake(): void {
    for (const waiter of [...this.waiters]) waiter();
  }
}
