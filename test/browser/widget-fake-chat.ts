// A server's side of one shopper's chat, in memory: enough of the wire for the widget's tests, and scriptable by them.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  SUBPROTOCOL,
  WIRE_LIMITS,
  type Actor,
  type ChatEvent,
  type ClientFrame,
  type Code,
  type Content,
  type ConversationSnapshot,
  type EventBodies,
  type EventType,
  type ServerFrame,
} from '../../src/protocol/index.js';

export const SHOPPER = '01930000-0000-7000-8000-0000000000a1';
export const ANNA: Actor = { role: 'agent', id: '01930000-0000-7000-8000-0000000000b1', name: 'Anna' };
const CUSTOMER: Actor = { role: 'customer', id: SHOPPER, name: 'Visitor' };
const CONVERSATION = '01930000-0000-7000-8000-0000000000c1';
const SHOP = '01930000-0000-7000-8000-0000000000d1';

/** One shopper's conversation and its connections. */
export class FakeChat {
  readonly events: ChatEvent[] = [];
  /** What the next send is refused with, finally. */
  refuseWith: Code | null = null;
  /** Sends are taken and not answered. */
  mute = false;
  /** The network is gone: no connection stays or comes. */
  private cut = false;
  private marks = {
    version: 1,
    delivered: { shop: 0, customer: 0 },
    read: { shop: 0, customer: 0 },
    readCounts: { shop: 0, customer: 0 },
  };
  private readonly sockets = new Set<WebSocket>();
  private readonly server = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL });

  get connections(): number {
    return this.sockets.size;
  }

  get readByShopper(): number {
    return this.marks.read.customer;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.cut) return void socket.destroy();
    this.server.handleUpgrade(request, socket, head, (ws) => {
      this.sockets.add(ws);
      ws.on('close', () => this.sockets.delete(ws));
      ws.on('message', (data: Buffer) => this.hear(ws, JSON.parse(data.toString()) as ClientFrame));
    });
  }

  disconnect(cut: boolean): void {
    this.cut = cut;
    for (const ws of this.sockets) ws.terminate();
  }

  /** Appends an event and pushes it. */
  add<T extends EventType>(
    type: T,
    by: Actor,
    body: EventBodies[T],
    more: { id?: string; at?: string } = {},
  ): ChatEvent {
    const before = this.events.at(-1);
    const counts = { ...(before?.counts ?? { customer: 0, shop: 0 }) };
    if (type === 'message') counts[by.role === 'customer' ? 'customer' : 'shop'] += 1;
    const seq = this.events.length + 1;
    const base = { conversation: CONVERSATION, seq, after: seq - 1, by, at: new Date().toISOString(), counts, ...more };
    const event = { ...base, type, ...body } as unknown as ChatEvent;
    this.events.push(event);
    this.push({ event: 'event', data: event });
    return event;
  }

  says(content: Content | string, at?: string, by = ANNA): ChatEvent {
    const body = { content: typeof content === 'string' ? ({ kind: 'text', text: content } as const) : content };
    return this.add('message', by, body, at === undefined ? {} : { at });
  }

  shopperSaid(text: string, at: string): ChatEvent {
    return this.says(text, at, CUSTOMER);
  }

  types(on: boolean): void {
    this.push({
      event: 'typing',
      data: { conversation: CONVERSATION, who: { role: 'agent', id: ANNA.id, name: ANNA.name }, on },
    });
  }

  present(state: 'online' | 'away'): void {
    this.push({ event: 'presence', data: { who: ANNA.id, state } });
  }

  /** The shop's marks stand at the end now. */
  shopHas(what: 'delivered' | 'read'): void {
    const end = this.events.length;
    this.marks.delivered.shop = end;
    if (what === 'read') this.marks.read.shop = end;
    this.tellMarks();
  }

  snapshot(): ConversationSnapshot | null {
    const last = this.events.at(-1);
    if (!last) return null;
    const dates = { lastEventAt: last.at, openedAt: this.events[0]?.at ?? last.at };
    const unread = last.counts.shop - this.marks.readCounts.customer;
    const head = { id: CONVERSATION, shop: SHOP, number: 1042, status: 'open', version: 1, ...dates } as const;
    return {
      ...head,
      last: last.seq,
      counts: last.counts,
      marks: this.marks,
      unread,
      assignee: { id: ANNA.id, name: ANNA.name },
    };
  }

  private tellMarks(): void {
    this.marks = { ...this.marks, version: this.marks.version + 1 };
    this.push({ event: 'marks', data: { conversation: CONVERSATION, ...this.marks } });
  }

  private push(frame: ServerFrame): void {
    for (const ws of this.sockets) ws.send(JSON.stringify(frame));
  }

  private hear(ws: WebSocket, frame: ClientFrame): void {
    const answer = (reply: ServerFrame) => ws.send(JSON.stringify(reply));
    switch (frame.event) {
      case 'hello':
        answer({ event: 'welcome', data: this.welcome() });
        return;
      case 'ping':
        answer({ event: 'pong', data: {} });
        return;
      case 'sync':
        answer({ event: 'events', data: this.page(frame.data) });
        return;
      case 'send':
        this.take(frame.data, answer);
        return;
      case 'read': {
        const upTo = frame.data.upTo[CONVERSATION] ?? 0;
        this.marks.read.customer = upTo;
        this.marks.readCounts.customer = this.events[upTo - 1]?.counts.shop ?? 0;
        this.tellMarks();
        return;
      }
      default:
    }
  }

  private take(
    { id, content, replyTo }: { id: string; content: Content; replyTo?: number },
    answer: (reply: ServerFrame) => void,
  ): void {
    if (this.mute) return;
    if (this.refuseWith) {
      answer({ event: 'reject', data: { id, code: this.refuseWith, message: 'Refused', retryable: false } });
      this.refuseWith = null;
      return;
    }
    const known = this.events.find((event) => event.id === id);
    const event =
      known ?? this.add('message', CUSTOMER, { content, ...(replyTo !== undefined && { replyTo }) }, { id });
    const { conversation, seq, at } = event;
    answer({ event: 'ack', data: { id, conversation, seq, at, ...(known && { duplicate: true }) } });
  }

  private page({ after, before, limit = 50 }: { after?: number; before?: number; limit?: number }) {
    const wanted = this.events.filter((event) => event.seq > (after ?? 0) && event.seq < (before ?? Infinity));
    const events = after === undefined ? wanted.slice(-limit) : wanted.slice(0, limit);
    const base = { conversation: CONVERSATION, after: events[0]?.after ?? after ?? 0, last: this.events.length };
    return { ...base, events, more: events.length < wanted.length };
  }

  private welcome() {
    const snapshot = this.snapshot();
    return {
      session: randomUUID(),
      node: 'node-1',
      now: new Date().toISOString(),
      log: 'log-1',
      principal: { role: 'customer', id: SHOPPER, name: null, shop: SHOP } as const,
      expiresIn: 600_000,
      heartbeat: { intervalMs: 25_000, timeoutMs: 35_000 },
      limits: WIRE_LIMITS,
      features: [],
      conversations: snapshot ? [snapshot] : [],
    };
  }
}
