// One talking client of the bench: keeps some sends outstanding, and counts acks, deliveries and how long an ack took.

import { randomUUID } from 'node:crypto';

import WebSocket from 'ws';

/** What all chatters of a run count together. */
export interface Tally {
  acked: number;
  /** Events that came to a client that did not send them. */
  delivered: number;
  rejected: number;
  /** Ack latencies, ms, of the measured part. */
  latencies: number[];
  measuring: boolean;
}

export const newTally = (): Tally => ({ acked: 0, delivered: 0, rejected: 0, latencies: [], measuring: false });

const CONFIRM_MS = 1_000;

export class Chatter {
  private readonly sentAt = new Map<string, number>();
  /** Ids of own sends whose event may still come. */
  private readonly own = new Set<string>();
  private conversation: string | undefined;
  private lastSeq = 0;
  private confirmTimer: NodeJS.Timeout | null = null;
  private talking = 0;

  private constructor(
    private readonly socket: WebSocket,
    private readonly text: string,
    private readonly tally: Tally,
  ) {
    socket.on('message', (data: Buffer) => {
      this.heard(data.toString());
    });
  }

  /** Connects, says hello, and waits for the welcome. */
  static open(url: string, hello: object, text: string, tally: Tally): Promise<Chatter> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, 'shopbell.v1', { perMessageDeflate: false });
      socket.once('error', reject);
      socket.once('open', () => {
        socket.send(JSON.stringify({ event: 'hello', data: hello }));
      });
      socket.once('message', () => {
        resolve(new Chatter(socket, text, tally));
      });
      socket.once('close', (code) => {
        reject(new Error(`closed with ${String(code)}`));
      });
    });
  }

  /** Keeps `outstanding` sends on their way. */
  talk(conversation: string | undefined, outstanding: number): void {
    this.conversation = conversation;
    this.talking = outstanding;
    for (let count = 0; count < outstanding; count++) this.say();
  }

  /** Sends one message. */
  say(conversation = this.conversation): void {
    const id = randomUUID();
    this.sentAt.set(id, performance.now());
    this.own.add(id);
    const data = {
      id,
      content: { kind: 'text', text: this.text },
      ...(conversation === undefined ? {} : { conversation }),
    };
    this.socket.send(JSON.stringify({ event: 'send', data }));
  }

  /** Resolves with the conversation of the first send. */
  async first(): Promise<string> {
    const frame = new Promise<string>((resolve) => {
      const listen = (data: Buffer): void => {
        const { event, data: body } = JSON.parse(data.toString()) as { event: string; data: { conversation: string } };
        if (event !== 'ack') return;
        this.socket.off('message', listen);
        resolve(body.conversation);
      };
      this.socket.on('message', listen);
    });
    this.say();
    return frame;
  }

  quiet(): void {
    this.talking = 0;
  }

  close(): void {
    if (this.confirmTimer) clearTimeout(this.confirmTimer);
    this.socket.removeAllListeners('close');
    this.socket.terminate();
  }

  private heard(text: string): void {
    const { event, data } = JSON.parse(text) as {
      event: string;
      data: { id?: string; seq?: number; type?: string; conversation?: string };
    };
    if (event === 'ack') this.acked(data.id ?? '');
    else if (event === 'event') this.delivered(data);
    else if (event === 'reject') {
      this.tally.rejected += 1;
      this.sentAt.delete(data.id ?? '');
      if (this.talking > 0)
        setTimeout(() => {
          this.say();
        }, 100);
    } else if (event === 'ping') this.socket.send('{"event":"pong","data":{}}');
  }

  private acked(id: string): void {
    const began = this.sentAt.get(id);
    if (began === undefined) return;
    this.sentAt.delete(id);
    this.tally.acked += 1;
    if (this.tally.measuring) this.tally.latencies.push(performance.now() - began);
    if (this.talking > 0) this.say();
  }

  private delivered(data: { id?: string; seq?: number; conversation?: string; by?: unknown }): void {
    this.lastSeq = Math.max(this.lastSeq, data.seq ?? 0);
    if (data.conversation !== undefined) this.conversation ??= data.conversation;
    if (data.id !== undefined && !this.own.delete(data.id)) this.tally.delivered += 1;
    this.confirmTimer ??= setTimeout(() => {
      this.confirmTimer = null;
      const conversation = this.conversation;
      if (conversation !== undefined && this.socket.readyState === WebSocket.OPEN) {
        this.socket.send(JSON.stringify({ event: 'received', data: { upTo: { [conversation]: this.lastSeq } } }));
      }
    }, CONFIRM_MS);
  }
}
