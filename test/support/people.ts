// People for random tests: shoppers and agents on the SDK, through a proxy that can be cut, each telling a history what it saw.

import { randomUUID } from 'node:crypto';

import WebSocket from 'ws';

import { type Client, createClient, type SocketClass } from '../../clients/sdk/index.js';
import type { ServerFrame } from '../../src/protocol/index.js';
import type { History } from './history.js';

/** Keeps an outbox in memory through a "reload". */
export class MemoryStorage {
  private readonly items = new Map<string, string>();
  get length(): number {
    return this.items.size;
  }
  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

/** One device of a person. */
export class Device {
  readonly storage = new MemoryStorage();
  client: Client;

  constructor(
    readonly person: string,
    readonly role: 'customer' | 'agent',
    private readonly url: () => string,
    private readonly getToken: () => Promise<string>,
    private readonly history: History,
  ) {
    this.client = this.make();
  }

  start(): void {
    this.client.start();
  }

  /** Hands a message over. */
  send(text: string, conversation?: string): void {
    const { id } = this.client.send({
      content: { kind: 'text', text },
      ...(conversation === undefined ? {} : { conversation }),
    });
    // Each device has an outbox of its own, so the order that is promised is the device's.
    this.history.sent.push({ id, text, sender: `${this.person}/${this.client.device}` });
  }

  /** The page is loaded anew: everything is forgotten but the outbox. */
  reload(): void {
    const watched = this.client.conversations().map((state) => state.id);
    this.client.stop();
    this.client = this.make(this.client.device);
    if (this.role === 'agent') this.client.watch(watched);
    this.client.start();
  }

  /** Whether nothing is on its way. */
  get idle(): boolean {
    if (this.client.state.name !== 'online' || this.client.unplaced().length > 0) return false;
    return this.client.conversations().every((state) => state.pending.length === 0);
  }

  private make(device: string = randomUUID()): Client {
    return createClient({
      url: this.url(),
      getToken: this.getToken,
      device,
      WebSocket: this.recorder(),
      storage: this.storage,
      storageKey: this.person,
      lifecycle: null,
    });
  }

  /** A socket class that tells the history what came over the wire. */
  private recorder(): SocketClass {
    const { history, role } = this;
    return class extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        this.on('message', (data: Buffer) => {
          record(history, role, JSON.parse(data.toString()) as ServerFrame);
        });
      }
    };
  }
}

function record(history: History, role: 'customer' | 'agent', frame: ServerFrame): void {
  if (frame.event === 'ack')
    history.acked.set(frame.data.id, { conversation: frame.data.conversation, seq: frame.data.seq });
  if (frame.event === 'reject' && !frame.data.retryable) history.refused.add(frame.data.id);
  if (role !== 'customer') return;
  const text = JSON.stringify(frame);
  for (const canary of history.canaries) if (text.includes(canary)) history.leaks.push(`a shopper was shown ${canary}`);
}
