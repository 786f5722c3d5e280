// Events, rows and storages for specs, short to write.

import type { ChatEvent, ConversationRow, ConversationSnapshot, Counts, Marks } from '../protocol.js';
import type { KeyValueStorage } from '../types.js';

export const AT = '2026-11-21T09:30:00.000Z';
export const shopper = { role: 'customer', id: 'customer-1', name: 'Visitor' } as const;
export const agent = { role: 'agent', id: 'agent-1', name: 'Ann' } as const;

/** Any event of conversation `c1`; `after` is the number before unless given. */
export function event(
  seq: number,
  body: Record<string, unknown> & { type: string },
  base: Partial<ChatEvent> = {},
): ChatEvent {
  const counts: Counts = { customer: 0, shop: seq };
  return { conversation: 'c1', seq, after: seq - 1, by: agent, at: AT, counts, ...body, ...base } as ChatEvent;
}

/** A text message of an agent unless given otherwise. */
export function message(seq: number, text = `text ${String(seq)}`, base: Partial<ChatEvent> = {}): ChatEvent {
  return event(seq, { type: 'message', content: { kind: 'text', text } }, base);
}

/** Messages `from` … `to`. */
export function messages(from: number, to: number): ChatEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
}

export function marks(version: number, some: Partial<Marks> = {}): Marks {
  return {
    version,
    delivered: { shop: 0, customer: 0 },
    read: { shop: 0, customer: 0 },
    readCounts: { shop: 0, customer: 0 },
    ...some,
  };
}

export function snapshot(id: string, last: number, some: Partial<ConversationSnapshot> = {}): ConversationSnapshot {
  const counts = { customer: 0, shop: last };
  const base = { id, shop: 'shop-1', number: 7, status: 'open', last, counts, marks: marks(1), unread: last } as const;
  return { ...base, assignee: null, lastEventAt: AT, openedAt: AT, version: last, ...some };
}

export function row(id: string, version: number, some: Partial<ConversationRow> = {}): ConversationRow {
  const base = snapshot(id, version, { counts: { customer: version, shop: 0 } });
  return {
    ...base,
    customer: { id: 'customer-1', name: null, verified: false },
    until: null,
    priority: 'normal',
    tags: [],
    lastMessage: null,
    waitingSince: null,
    firstReplyAt: null,
    version,
    ...some,
  };
}

/** A `localStorage` in memory. */
export class MemoryStorage implements KeyValueStorage {
  readonly map = new Map<string, string>();

  get length(): number {
    return this.map.size;
  }

  key(index: number): string | null {
    return [...this.map.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.map.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.map.set(key, value);
  }

  removeItem(key: string): void {
    this.map.delete(key);
  }
}
