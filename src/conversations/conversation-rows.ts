// Conversations as lists and snapshots show them: heads, marks, customers and names, each by one query for many.

import { Injectable } from '@nestjs/common';

import { isoOrNull } from '../common/clock.js';
import { Database } from '../persistence/database.js';
import type { Conversation, Mark } from '../persistence/entities/index.js';
import { MarkStore, marksFor } from '../persistence/mark-store.js';
import type { ConversationRow, ConversationSnapshot, CustomerRow, Preview } from '../protocol/index.js';
import { CustomerRows } from './customer-rows.js';
import { placeholders } from '../persistence/placeholders.js';

type Assignee = ConversationRow['assignee'];

@Injectable()
export class ConversationRows {
  constructor(
    private readonly database: Database,
    private readonly marks: MarkStore,
    private readonly customers: CustomerRows,
  ) {}

  /** As the shop's side sees them, in the order given. */
  async forShop(heads: readonly Conversation[]): Promise<ConversationRow[]> {
    const [marks, customers, agents] = await Promise.all([
      this.marks.of(heads.map((head) => head.id)),
      this.customers.of(heads.map((head) => head.customerId)),
      this.assignees(heads),
    ]);
    return heads.map((head) =>
      shopRow(head, marks.get(head.id), agents.get(head.assigneeId ?? '') ?? null, customers.get(head.customerId)),
    );
  }

  /** As their customer sees them, in the order given. */
  async forCustomer(heads: readonly Conversation[]): Promise<ConversationSnapshot[]> {
    const [marks, agents] = await Promise.all([this.marks.of(heads.map((head) => head.id)), this.assignees(heads)]);
    return heads.map((head) => customerSnapshot(head, marks.get(head.id), agents.get(head.assigneeId ?? '') ?? null));
  }

  private async assignees(heads: readonly Conversation[]): Promise<Map<string, NonNullable<Assignee>>> {
    const ids = [...new Set(heads.flatMap(({ assigneeId }) => (assigneeId === null ? [] : [assigneeId])))];
    if (ids.length === 0) return new Map();
    const sql = `SELECT id, name FROM agent WHERE id IN (${placeholders(ids.length)})`;
    const rows = await this.database.rows<{ id: string; name: string }>(sql, ids);
    return new Map(rows.map(({ id, name }) => [id, { id, name }]));
  }
}

function shopRow(
  head: Conversation,
  mark: Mark | undefined,
  assignee: Assignee,
  customer: CustomerRow = { id: head.customerId, name: null, verified: false },
): ConversationRow {
  return {
    id: head.id,
    shop: head.shopId,
    number: head.number,
    customer,
    status: head.status,
    until: isoOrNull(head.snoozedUntil),
    assignee,
    priority: head.priority,
    tags: head.tags,
    last: head.lastSeq,
    counts: { customer: head.customerCount, shop: head.shopCount },
    marks: marksFor(mark, 'agents'),
    unread: Math.max(0, head.customerCount - (mark?.readShopCount ?? 0)),
    lastMessage: previewOf(head),
    lastEventAt: iso(head.lastEventAt),
    waitingSince: isoOrNull(head.waitingSince),
    firstReplyAt: isoOrNull(head.firstReplyAt),
    openedAt: iso(head.createdAt),
    version: head.version,
  };
}

function customerSnapshot(head: Conversation, mark: Mark | undefined, assignee: Assignee): ConversationSnapshot {
  return {
    id: head.id,
    shop: head.shopId,
    number: head.number,
    status: head.status,
    last: head.lastPublicSeq,
    counts: { customer: head.customerCount, shop: head.shopCount },
    marks: marksFor(mark, 'all'),
    unread: Math.max(0, head.shopCount - (mark?.readCustomerCount ?? 0)),
    assignee,
    lastEventAt: iso(head.lastEventAt),
    openedAt: iso(head.createdAt),
    version: head.version,
  };
}

function previewOf({ previewSeq, previewBy, previewText, previewAt }: Conversation): Preview | null {
  if (previewSeq === 0 || previewBy === null || previewAt === null) return null;
  return { seq: previewSeq, by: previewBy, text: previewText ?? '', at: iso(previewAt) };
}

const iso = (ms: number): string => new Date(ms).toISOString();
