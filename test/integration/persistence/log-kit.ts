// What the tests of the event log share: seeded conversations, plain appends, and what the tables hold in the end.

import { expect } from 'vitest';

import { newId } from '../../../src/common/ids.js';
import type { Database } from '../../../src/persistence/database.js';
import type { Conversation } from '../../../src/persistence/entities/index.js';
import { EventLog, logDefaults, type LogOptions } from '../../../src/persistence/log/event-log.js';
import type { Append, Appended, Decision, Situation } from '../../../src/persistence/log/log-types.js';

export const SHOP = newId();
export const uuid = (): string => crypto.randomUUID();

/** A log of its own on a database: one more node. */
export const nodeOn = (database: Database, options: Partial<LogOptions> = {}): EventLog =>
  new EventLog(database, { ...logDefaults(database.dialect), ...options });

let number = 0;

/** Makes conversations with one `opened` event each. */
export async function conversations(log: EventLog, count: number, shopId = SHOP): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const conversation = head(shopId);
    const opened = await log.open({
      conversation,
      sender: { key: `c:${conversation.customerId}`, role: 'customer', name: 'Visitor' },
      clientId: uuid(),
      events: [{ type: 'opened', audience: 'all', body: { source: 'widget' } }],
      answer: 0,
      patch: () => ({}),
    });
    expect(opened.kind).toBe('opened');
    ids.push(conversation.id);
  }
  return ids;
}

function head(shopId: string): Conversation {
  const customerId = newId();
  const zero = { lastSeq: 0, lastPublicSeq: 0, lastEventAt: 0, customerCount: 0, shopCount: 0 };
  const none = { snoozedUntil: null, assigneeId: null, waitingSince: null, firstReplyAt: null, resolvedAt: null };
  const preview = { previewSeq: 0, previewBy: null, previewText: null, previewAt: null };
  const rest = { priority: 'normal' as const, tags: [], version: 0, createdAt: 0, changedAt: 0 };
  number += 1;
  const ids = { id: newId(), shopId, customerId, activeCustomer: customerId, number };
  return { ...ids, status: 'open', ...zero, ...none, ...preview, ...rest };
}

export const message = (words: string): Decision => ({
  events: [{ type: 'message', audience: 'all', body: { content: { kind: 'text', text: words } } }],
});

/** An append of one message by one agent. */
export function words(conversationId: string, text: string, changes: Partial<Append> = {}): Append {
  return {
    shopId: SHOP,
    conversationId,
    sender: { key: 'a:agent', role: 'agent', name: 'Ann' },
    clientId: uuid(),
    decide: () => message(text),
    ...changes,
  };
}

/** An append whose row cannot be stored: `sender_name` takes 120. */
export const unstorable = (conversationId: string): Append =>
  words(conversationId, 'bad', { sender: { key: 'a:agent', role: 'agent', name: 'x'.repeat(1_000_000) } });

export interface Stored {
  seq: number;
  client_id: string | null;
  text: string;
}

export async function stored(database: Database, conversationId: string): Promise<Stored[]> {
  const sql = 'SELECT seq, client_id, content FROM event WHERE conversation_id = ? ORDER BY seq';
  const rows = await database.rows<{ seq: number; client_id: string | null; content: string }>(sql, [conversationId]);
  return rows.map(({ seq, client_id, content }) => ({ seq, client_id, text: textOf(content) }));
}

function textOf(content: string): string {
  const { content: inner } = JSON.parse(content) as { content?: { text?: string } | null };
  return inner?.text ?? '';
}

/** The log is exactly 1…last, the head says so, and no id stands in it twice. */
export async function expectWhole(database: Database, conversationId: string, events: number): Promise<void> {
  const rows = await stored(database, conversationId);
  expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: events }, (_, index) => index + 1));
  expect(new Set(rows.map((row) => row.client_id)).size).toBe(events);
  const sql = 'SELECT last_seq, shop_count FROM conversation WHERE id = ?';
  const [found] = await database.rows<{ last_seq: number; shop_count: number }>(sql, [conversationId]);
  expect(found).toMatchObject({ last_seq: events });
}

/** Each answer names the row that bears its id. */
export async function expectAcked(
  database: Database,
  appends: readonly Append[],
  answers: readonly Appended[],
): Promise<void> {
  for (const [index, append] of appends.entries()) {
    const sql = 'SELECT conversation_id, seq FROM event WHERE shop_id = ? AND sender = ? AND client_id = ?';
    const rows = await database.rows<{ conversation_id: string; seq: number }>(sql, [
      append.shopId,
      append.sender.key,
      append.clientId,
    ]);
    const { conversationId, seq } = answers[index] ?? {};
    expect(rows).toEqual([{ conversation_id: conversationId, seq }]);
  }
}

/** A decision that edits an earlier message, as corrections do. */
export const rewriting =
  (seq: number, text: string) =>
  ({ head: { lastSeq }, row }: Situation): Decision => ({
    events: [{ type: 'edit', audience: 'all', body: { of: seq, content: { kind: 'text', text } } }],
    rewrites: [{ seq, body: { ...row?.content, content: { kind: 'text', text }, edited: lastSeq + 1 } }],
  });
