// What lists and snapshots hold: conversations as rows of an inbox, marks, customers, shops and agents.

import type { Actor, Counts } from './events.js';
import type { AgentState, Priority, ShopRole, Side, Status } from './words.js';

/** How far each side holds and has seen the log. Each number only grows; `version` grows with every change. */
export interface Marks {
  version: number;
  delivered: Record<Side, number>;
  read: Record<Side, number>;
  /** Messages of the other side up to each side's read mark: unread of a side = the other side's count − this. */
  readCounts: Record<Side, number>;
}

/** A customer as agents see it. */
export interface CustomerRow {
  id: string;
  name: string | null;
  /** True only by an identity signed with the shop's secret. */
  verified: boolean;
  email?: string | null;
  phone?: string | null;
  attributes?: Record<string, string | number | boolean> | null;
}

/** The last message of a conversation, as lists show it. */
export interface Preview {
  seq: number;
  by: Actor['role'];
  text: string;
  at: string;
}

/** A conversation as the inbox shows it. Rows are merged by `version`, their marks by `marks.version`. */
export interface ConversationRow {
  id: string;
  shop: string;
  /** Short number, unique in the shop. */
  number: number;
  customer: CustomerRow;
  status: Status;
  /** Until when it is snoozed. */
  until: string | null;
  assignee: { id: string; name: string } | null;
  priority: Priority;
  tags: string[];
  /** End of the log for the asker's audience. */
  last: number;
  counts: Counts;
  marks: Marks;
  /** Messages of the other side that the asker's side has not read. */
  unread: number;
  lastMessage: Preview | null;
  lastEventAt: string;
  /** Since when the customer waits for an answer. */
  waitingSince: string | null;
  firstReplyAt: string | null;
  openedAt: string;
  version: number;
}

/** A conversation as its customer sees it. */
export interface ConversationSnapshot {
  id: string;
  shop: string;
  number: number;
  status: Status;
  last: number;
  counts: Counts;
  marks: Marks;
  unread: number;
  assignee: { id: string; name: string } | null;
  lastEventAt: string;
  openedAt: string;
  version: number;
}

/** Filter of the inbox, of `GET /v1/conversations` and of `inbox` frames. */
export interface InboxFilter {
  /** One shop; absent: all shops of the agent. */
  shop?: string;
  /** Absent: every status. */
  status?: Status;
  /** `me`, `none`, or an agent's id. Absent: anybody. */
  assignee?: string;
  priority?: Priority;
  tag?: string;
  unread?: boolean;
}

/** A shop as its members see it. */
export interface ShopRow {
  id: string;
  name: string;
  role: ShopRole;
}

/** An agent as clients see it. */
export interface AgentRow {
  id: string;
  email: string;
  name: string;
  state: AgentState;
  shops: ShopRow[];
}

/** A page of a list. `nextCursor` null: the end. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
