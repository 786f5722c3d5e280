// Reading the log: pages of events for an audience, and ends of logs in batches. All by the reading connection.

import { type Audience, WIRE_LIMITS } from '../protocol/index.js';
import type { Database } from './database.js';
import type { Conversation, EventRow } from './entities/index.js';
import { eventOf, headOf } from './log/log-sql.js';
import { placeholders } from './placeholders.js';

/** A page: rows in rising order and whether there is more in the page's direction. */
export interface RowsPage {
  rows: EventRow[];
  more: boolean;
}

/** Where a page begins: after a seq forward, before a seq backward, or neither: the newest. */
export interface PageQuery {
  after?: number;
  before?: number;
  limit: number;
}

type RawRow = Record<string, string | number | null>;

/** Reads what the event log wrote. */
export class LogReader {
  /** `pageBytes`: most bytes of one page. */
  constructor(
    private readonly database: Database,
    private readonly pageBytes: number = WIRE_LIMITS.pageBytes,
  ) {}

  /** A page of a conversation's log as an audience sees it, at most `limit` rows and 256 KiB. */
  async page(conversationId: string, audience: Audience, query: PageQuery): Promise<RowsPage> {
    const forward = query.after !== undefined;
    const bound = forward ? ' AND seq > ?' : query.before !== undefined ? ' AND seq < ?' : '';
    const visible = audience === 'all' ? " AND audience = 'all'" : '';
    const sql = `SELECT * FROM event WHERE conversation_id = ?${visible}${bound} ORDER BY seq ${forward ? 'ASC' : 'DESC'} LIMIT ?`;
    const bounds = [query.after ?? query.before].filter((value) => value !== undefined);
    const raw = await this.database.rows<RawRow>(sql, [conversationId, ...bounds, query.limit + 1]);
    const kept = withinBytes(raw.slice(0, query.limit), this.pageBytes);
    const rows = kept.map(eventOf);
    return { rows: forward ? rows : rows.reverse(), more: raw.length > kept.length };
  }

  /** One conversation's head. */
  async head(conversationId: string): Promise<Conversation | undefined> {
    return (await this.heads([conversationId])).get(conversationId);
  }

  /** Heads by id; those that do not exist are missing. */
  async heads(ids: readonly string[]): Promise<Map<string, Conversation>> {
    const found = new Map<string, Conversation>();
    for (let start = 0; start < ids.length; start += 500) {
      const part = ids.slice(start, start + 500);
      const rows = await this.database.rows<RawRow>(
        `SELECT * FROM conversation WHERE id IN (${placeholders(part.length)})`,
        part,
      );
      for (const row of rows) {
        const head = headOf(row);
        found.set(head.id, head);
      }
    }
    return found;
  }

  /** The customer's conversations, newest first. */
  async ofCustomer(customerId: string, limit: number): Promise<Conversation[]> {
    const sql = 'SELECT * FROM conversation WHERE customer_id = ? ORDER BY created_at DESC LIMIT ?';
    return (await this.database.rows<RawRow>(sql, [customerId, limit])).map(headOf);
  }
}

/** As many raw rows as fit a page's bytes; always at least one. */
function withinBytes(rows: readonly RawRow[], most: number): RawRow[] {
  let bytes = 0;
  const kept: RawRow[] = [];
  for (const row of rows) {
    bytes += Buffer.byteLength(String(row['content'])) + 400;
    if (kept.length > 0 && bytes > most) break;
    kept.push(row);
  }
  return kept;
}
