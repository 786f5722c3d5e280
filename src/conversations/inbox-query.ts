// The inbox's list as SQL: one bounded, indexed query for each shop, merged by time. Its cursor is a place in time and
// not a number of rows, so that pages neither skip nor repeat while conversations move.

import type { InboxFilter } from '../protocol/index.js';
import { wrong } from './content-fields.js';

/** After this row the page begins. */
export interface InboxCursor {
  at: number;
  id: string;
}

/** A statement with its parameters. */
export interface Query {
  sql: string;
  parameters: (string | number)[];
}

const MAX_CURSOR_LENGTH = 200;

/** Opaque to clients. */
export function encodeCursor({ at, id }: InboxCursor): string {
  return Buffer.from(`${at} ${id}`).toString('base64url');
}

/** Throws `invalid` for what no page gave out. */
export function decodeCursor(text: string): InboxCursor {
  const plain = text.length > MAX_CURSOR_LENGTH ? '' : Buffer.from(text, 'base64url').toString();
  const [, at, id] = /^(\d{1,15}) ([0-9a-f-]{36})$/.exec(plain) ?? [];
  if (at === undefined || id === undefined) throw wrong('cursor');
  return { at: Number(at), id };
}

/** Ids in the order of the list, at most `limit`. `shops`: at least one. `me`: the agent that asks. */
export function inboxQuery(
  shops: readonly string[],
  filter: InboxFilter,
  me: string,
  cursor: InboxCursor | null,
  limit: number,
): Query {
  const parts = shops.map((shop) => shopPart(shop, filter, me, cursor, limit));
  const union = parts.map((part, index) => `SELECT * FROM (${part.sql}) s${index}`).join(' UNION ALL ');
  return {
    sql: `SELECT id, last_event_at FROM (${union}) a ORDER BY last_event_at DESC, id DESC LIMIT ${limit}`,
    parameters: parts.flatMap((part) => part.parameters),
  };
}

function shopPart(shop: string, filter: InboxFilter, me: string, cursor: InboxCursor | null, limit: number): Query {
  const where: string[] = ['c.shop_id = ?'];
  const parameters: (string | number)[] = [shop];
  const add = (condition: string, ...values: (string | number)[]): void => {
    where.push(condition);
    parameters.push(...values);
  };
  if (filter.status !== undefined) add('c.status = ?', filter.status);
  if (filter.assignee === 'none') add('c.assignee_id IS NULL');
  else if (filter.assignee !== undefined) add('c.assignee_id = ?', filter.assignee === 'me' ? me : filter.assignee);
  if (filter.priority !== undefined) add('c.priority = ?', filter.priority);
  if (filter.tag !== undefined) add('INSTR(c.tags, ?) > 0', JSON.stringify(filter.tag));
  if (cursor) add('c.last_event_at <= ? AND (c.last_event_at < ? OR c.id < ?)', cursor.at, cursor.at, cursor.id);
  const join = filter.unread === true ? ' JOIN mark m ON m.conversation_id = c.id' : '';
  if (filter.unread === true) add('c.customer_count > m.read_shop_count');
  return {
    sql: `SELECT c.id, c.last_event_at FROM conversation c${join} WHERE ${where.join(' AND ')}
      ORDER BY c.last_event_at DESC, c.id DESC LIMIT ${limit}`,
    parameters,
  };
}
