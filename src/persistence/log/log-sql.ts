// The statements of the event log on both dialects. Plain SQL: this is the hot path.

import type { QueryRunner } from 'typeorm';

import type { Dialect } from '../columns.js';
import type { Conversation, EventRow } from '../entities/index.js';
import { placeholders } from '../placeholders.js';

/** Columns of `conversation` in the order in which heads are written. `active_customer` is set apart: it has a unique key of its own. */
const HEAD_COLUMNS: readonly (readonly [keyof Conversation, string])[] = [
  ['id', 'id'],
  ['shopId', 'shop_id'],
  ['customerId', 'customer_id'],
  ['number', 'number'],
  ['status', 'status'],
  ['snoozedUntil', 'snoozed_until'],
  ['assigneeId', 'assignee_id'],
  ['priority', 'priority'],
  ['tags', 'tags'],
  ['lastSeq', 'last_seq'],
  ['lastPublicSeq', 'last_public_seq'],
  ['lastEventAt', 'last_event_at'],
  ['customerCount', 'customer_count'],
  ['shopCount', 'shop_count'],
  ['waitingSince', 'waiting_since'],
  ['firstReplyAt', 'first_reply_at'],
  ['resolvedAt', 'resolved_at'],
  ['previewSeq', 'preview_seq'],
  ['previewBy', 'preview_by'],
  ['previewText', 'preview_text'],
  ['previewAt', 'preview_at'],
  ['version', 'version'],
  ['createdAt', 'created_at'],
  ['changedAt', 'changed_at'],
];
const FIXED = new Set(['id', 'shop_id', 'customer_id', 'number', 'created_at']);
const NAMES = HEAD_COLUMNS.map(([, column]) => column);
const MOVING = NAMES.filter((column) => !FIXED.has(column));

const EVENT_NAMES =
  'conversation_id, seq, after_public, shop_id, type, audience, sender, sender_role, sender_name, client_id, content, customer_count, shop_count, created_at';
const EVENT_MARKS = `(${EVENT_NAMES.split(',')
  .map(() => '?')
  .join(',')})`;

/** A repeat that the log knows already. */
export interface KnownRow {
  shop_id: string;
  sender: string;
  client_id: string;
  conversation_id: string;
  seq: number;
  created_at: string | number;
}

/** Locks heads in id order; those that someone else holds are left out on MySQL. */
export async function lockHeads(
  runner: QueryRunner,
  dialect: Dialect,
  ids: readonly string[],
): Promise<Conversation[]> {
  const lock = dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
  const sql = `SELECT * FROM conversation WHERE id IN (${placeholders(ids.length)}) ORDER BY id${lock}`;
  return ((await runner.query(sql, [...ids])) as RawHead[]).map(headOf);
}

/** Which of these conversations exist, locked or not. */
export async function existing(runner: QueryRunner, ids: readonly string[]): Promise<Set<string>> {
  const rows = (await runner.query(`SELECT id FROM conversation WHERE id IN (${placeholders(ids.length)})`, [
    ...ids,
  ])) as {
    id: string;
  }[];
  return new Set(rows.map((row) => row.id));
}

/** Names an event by who made it: the columns of the unique key. */
export type KnownKey = Pick<KnownRow, 'shop_id' | 'sender' | 'client_id'>;

/** Keys of one statement; SQLite takes no more than 1000 alternatives. */
const KEYS_AT_ONCE = 250;

/** The events of these keys. Key by key: of three lists MariaDB would make all combinations, and then read the whole table. */
export async function knownRows(runner: QueryRunner, keys: readonly KnownKey[]): Promise<KnownRow[]> {
  const rows: KnownRow[] = [];
  for (let start = 0; start < keys.length; start += KEYS_AT_ONCE) {
    const part = keys.slice(start, start + KEYS_AT_ONCE);
    const sql = `SELECT shop_id, sender, client_id, conversation_id, seq, created_at FROM event
      WHERE ${part.map(() => '(shop_id = ? AND sender = ? AND client_id = ?)').join(' OR ')}`;
    const values = part.flatMap((key) => [key.shop_id, key.sender, key.client_id]);
    rows.push(...((await runner.query(sql, values)) as KnownRow[]));
  }
  return rows;
}

/** One row of the log and, if asked for, the edits of it. */
export async function rowAndEdits(
  runner: QueryRunner,
  conversationId: string,
  seq: number,
  edits: boolean,
): Promise<EventRow[]> {
  const more = edits ? " OR (type = 'edit' AND seq > ?)" : '';
  const sql = `SELECT * FROM event WHERE conversation_id = ? AND (seq = ?${more}) ORDER BY seq`;
  const rows = (await runner.query(sql, edits ? [conversationId, seq, seq] : [conversationId, seq])) as RawEvent[];
  return rows.map(eventOf).filter((row) => row.seq === seq || row.content['of'] === seq);
}

/** Inserts events with one statement. */
export async function insertEvents(runner: QueryRunner, events: readonly EventRow[]): Promise<void> {
  const values: unknown[] = [];
  for (const event of events) {
    values.push(
      event.conversationId,
      event.seq,
      event.afterPublic,
      event.shopId,
      event.type,
      event.audience,
      event.sender,
      event.senderRole,
      event.senderName,
      event.clientId,
      JSON.stringify(event.content),
      event.customerCount,
      event.shopCount,
      event.createdAt,
    );
  }
  await runner.query(`INSERT INTO event (${EVENT_NAMES}) VALUES ${events.map(() => EVENT_MARKS).join(',')}`, values);
}

/** Moves heads that are locked, with one statement. They exist, so the insert always becomes an update by primary key. */
export async function moveHeads(runner: QueryRunner, dialect: Dialect, heads: readonly Conversation[]): Promise<void> {
  const row = `(${placeholders(NAMES.length)})`;
  const end =
    dialect === 'mysql'
      ? `ON DUPLICATE KEY UPDATE ${MOVING.map((column) => `${column}=VALUES(${column})`).join(',')}`
      : `ON CONFLICT(id) DO UPDATE SET ${MOVING.map((column) => `${column}=excluded.${column}`).join(',')}`;
  const values = heads.flatMap((head) =>
    HEAD_COLUMNS.map(([key]) => (key === 'tags' ? JSON.stringify(head.tags) : head[key])),
  );
  await runner.query(
    `INSERT INTO conversation (${NAMES.join(',')}) VALUES ${heads.map(() => row).join(',')} ${end}`,
    values,
  );
}

/** Inserts a new head with its active customer. Fails as a duplicate where the customer has an active conversation. */
export async function insertHead(runner: QueryRunner, head: Conversation): Promise<void> {
  const values = HEAD_COLUMNS.map(([key]) => (key === 'tags' ? JSON.stringify(head.tags) : head[key]));
  const sql = `INSERT INTO conversation (${NAMES.join(',')},active_customer) VALUES (${placeholders(NAMES.length + 1)})`;
  await runner.query(sql, [...values, head.activeCustomer]);
}

type RawHead = Record<string, string | number | null>;
type RawEvent = Record<string, string | number | null>;

const num = (value: string | number | null | undefined): number => Number(value ?? 0);
const numOrNull = (value: string | number | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);
const str = (value: string | number | null | undefined): string => String(value ?? '');
const strOrNull = (value: string | number | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** A head from a raw row. */
export function headOf(raw: RawHead): Conversation {
  return {
    id: str(raw['id']),
    shopId: str(raw['shop_id']),
    customerId: str(raw['customer_id']),
    activeCustomer: strOrNull(raw['active_customer']),
    number: num(raw['number']),
    status: str(raw['status']) as Conversation['status'],
    snoozedUntil: numOrNull(raw['snoozed_until']),
    assigneeId: strOrNull(raw['assignee_id']),
    priority: str(raw['priority']) as Conversation['priority'],
    tags: JSON.parse(str(raw['tags'])) as string[],
    lastSeq: num(raw['last_seq']),
    lastPublicSeq: num(raw['last_public_seq']),
    lastEventAt: num(raw['last_event_at']),
    customerCount: num(raw['customer_count']),
    shopCount: num(raw['shop_count']),
    waitingSince: numOrNull(raw['waiting_since']),
    firstReplyAt: numOrNull(raw['first_reply_at']),
    resolvedAt: numOrNull(raw['resolved_at']),
    previewSeq: num(raw['preview_seq']),
    previewBy: strOrNull(raw['preview_by']) as Conversation['previewBy'],
    previewText: strOrNull(raw['preview_text']),
    previewAt: numOrNull(raw['preview_at']),
    version: num(raw['version']),
    createdAt: num(raw['created_at']),
    changedAt: num(raw['changed_at']),
  };
}

/** An event from a raw row. */
export function eventOf(raw: RawEvent): EventRow {
  return {
    conversationId: str(raw['conversation_id']),
    seq: num(raw['seq']),
    afterPublic: num(raw['after_public']),
    shopId: str(raw['shop_id']),
    type: str(raw['type']) as EventRow['type'],
    audience: str(raw['audience']) as EventRow['audience'],
    sender: str(raw['sender']),
    senderRole: str(raw['sender_role']) as EventRow['senderRole'],
    senderName: str(raw['sender_name']),
    clientId: strOrNull(raw['client_id']),
    content: JSON.parse(str(raw['content'])) as Record<string, unknown>,
    customerCount: num(raw['customer_count']),
    shopCount: num(raw['shop_count']),
    createdAt: num(raw['created_at']),
  };
}
