// The inbox: conversations of an agent's shops as rows, newest activity first.

import { Injectable } from '@nestjs/common';

import { requireRight, rightOf } from '../auth/rights.js';
import { ChatError, notFound } from '../common/chat-error.js';
import type { Principal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import { LogReader } from '../persistence/log-reader.js';
import type { ConversationRow, InboxFilter, Page } from '../protocol/index.js';
import { wrong } from './content-fields.js';
import { ConversationRows } from './conversation-rows.js';
import { decodeCursor, encodeCursor, inboxQuery } from './inbox-query.js';

/** Rows of one page. */
export const MAX_INBOX_PAGE = 100;
const DEFAULT_INBOX_PAGE = 50;

@Injectable()
export class InboxService {
  constructor(
    private readonly database: Database,
    private readonly reader: LogReader,
    private readonly conversations: ConversationRows,
  ) {}

  /** A page of the principal's own shops. `limit` is clamped. Throws `not_found` for a foreign shop. */
  async list(
    principal: Principal,
    filter: InboxFilter,
    cursor: string | null,
    limit = DEFAULT_INBOX_PAGE,
  ): Promise<Page<ConversationRow>> {
    const shops = shopsOf(principal, filter.shop);
    if (filter.assignee === 'me' && principal.kind !== 'agent') throw wrong('assignee');
    const after = cursor === null ? null : decodeCursor(cursor);
    if (shops.length === 0) return { items: [], nextCursor: null };
    const size = Math.min(MAX_INBOX_PAGE, Math.max(1, limit));
    const { sql, parameters } = inboxQuery(shops, filter, principal.id, after, size + 1);
    const found = await this.database.rows<{ id: string; last_event_at: number | string }>(sql, parameters);
    const page = found.slice(0, size);
    const last = page.at(-1);
    const items = await this.rows(page.map(({ id }) => id));
    const isMore = found.length > size && last !== undefined;
    return { items, nextCursor: isMore ? encodeCursor({ at: Number(last.last_event_at), id: last.id }) : null };
  }

  /** Rows as the shop's side sees them, in the order given; ids that do not exist are missing. Checks no rights. */
  async rows(ids: readonly string[]): Promise<ConversationRow[]> {
    if (ids.length === 0) return [];
    const heads = await this.reader.heads(ids);
    const found = ids.flatMap((id) => heads.get(id) ?? []);
    return this.conversations.forShop(found);
  }

  /** Whether a row belongs to a filtered list of an agent. */
  matches(filter: InboxFilter, row: ConversationRow, agentId: string): boolean {
    const assignee = row.assignee?.id ?? 'none';
    const wanted = filter.assignee === 'me' ? agentId : filter.assignee;
    return (
      (filter.shop === undefined || row.shop === filter.shop) &&
      (filter.status === undefined || row.status === filter.status) &&
      (filter.priority === undefined || row.priority === filter.priority) &&
      (filter.tag === undefined || row.tags.includes(filter.tag)) &&
      (filter.unread !== true || row.unread > 0) &&
      (wanted === undefined || assignee === wanted)
    );
  }
}

/** The shop asked for, or all in which the principal may list. */
function shopsOf(principal: Principal, shop: string | undefined): string[] {
  if (principal.kind === 'customer') throw new ChatError('forbidden', 'This call is not for you');
  const own = principal.kind === 'agent' ? [...principal.shops.keys()] : [principal.shop];
  if (shop === undefined) {
    const listed = own.filter((id) => rightOf(principal, id, 'conversation.list') !== undefined);
    if (listed.length === 0 && own.length > 0) throw new ChatError('forbidden', 'Your role does not allow this');
    return listed;
  }
  if (!own.includes(shop)) throw notFound('No such shop');
  requireRight(principal, shop, 'conversation.list');
  return [shop];
}
