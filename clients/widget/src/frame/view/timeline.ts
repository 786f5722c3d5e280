// From conversations to the rows of the list: day lines, system lines, messages with who, when and how far. Pure.

import {
  deliveryOf,
  previewOf,
  type Content,
  type ConversationState,
  type DeliveryState,
  type Item,
  type MessageItem,
  type PendingMessage,
} from '../../../../sdk/index.js';
import { dayKey } from '../text/times.js';

/** Messages of one sender within this time stand together. */
const GROUP_MS = 5 * 60_000;

/** One message as the list shows it. */
export interface MessageRow {
  readonly type: 'message';
  readonly key: string;
  readonly own: boolean;
  /** Id of who wrote it; messages of one sender stand together. */
  readonly sender: string;
  /** Empty for own messages and where none is known. */
  readonly name: string;
  readonly at: string;
  /** Null: withdrawn. */
  readonly content: Content | null;
  readonly edited: boolean;
  /** How far an own message came. */
  readonly state?: DeliveryState;
  /** The unanswered send itself: to retry or cancel. */
  readonly pending?: PendingMessage;
  readonly quote?: { readonly name: string; readonly own: boolean; readonly text: string };
  /** First and last of those that stand together. */
  readonly first: boolean;
  readonly last: boolean;
  /** Whether time and state stand below it: the next message does not say the same. */
  readonly meta: boolean;
}

/** One row of the list. */
export type Row =
  | MessageRow
  | { readonly type: 'day'; readonly key: string; readonly at: string }
  | { readonly type: 'joined'; readonly key: string; readonly name: string }
  | { readonly type: 'solved'; readonly key: string };

type Draft = Omit<MessageRow, 'first' | 'last' | 'meta'>;

/** All rows, oldest first. `threads` are in the order of their beginning; `unplaced` comes last. */
export function timelineOf(threads: readonly ConversationState[], unplaced: readonly PendingMessage[]): Row[] {
  const drafts: (Draft | Exclude<Row, MessageRow>)[] = [];
  let day = '';
  const put = (row: (typeof drafts)[number] | null, at: string) => {
    if (!row) return;
    const key = dayKey(new Date(at));
    if (key !== day) drafts.push({ type: 'day', key: `day:${key}`, at });
    day = key;
    drafts.push(row);
  };
  for (const thread of threads) {
    for (const item of thread.items) put(rowOf(thread, item), item.at);
    for (const pending of thread.pending) put(pendingRow(pending, thread), pending.at);
  }
  for (const pending of unplaced) put(pendingRow(pending), pending.at);
  return drafts.map((row, index) => {
    if (row.type !== 'message') return row;
    const next = drafts[index + 1];
    const last = !together(row, next);
    const meta = last || (next?.type === 'message' && next.state !== row.state);
    return { ...row, first: !together(drafts[index - 1], row), last, meta };
  });
}

function together(before: Draft | Exclude<Row, MessageRow> | undefined, after: typeof before): boolean {
  if (before?.type !== 'message' || after?.type !== 'message') return false;
  return before.sender === after.sender && Math.abs(Date.parse(after.at) - Date.parse(before.at)) < GROUP_MS;
}

function rowOf(thread: ConversationState, item: Item): Draft | Exclude<Row, MessageRow> | null {
  const key = `${thread.id}:${item.seq}`;
  if (item.kind === 'message') return messageRow(thread, item, key);
  if (item.kind === 'note') return null;
  const { event } = item;
  if (event.type === 'status' && event.to === 'resolved') return { type: 'solved', key };
  const joined = event.type === 'assignment' && event.to !== null && event.to === event.by.id && event.by.name !== '';
  return joined ? { type: 'joined', key, name: event.by.name } : null;
}

function messageRow(thread: ConversationState, item: MessageItem, key: string): Draft {
  const own = item.by.role === 'customer';
  const quote = item.replyTo === undefined ? undefined : quoteOf(thread, item.replyTo);
  return {
    type: 'message',
    // An own message keeps its key when its event takes the place of the unanswered send.
    key: own && item.id !== undefined ? item.id : key,
    own,
    sender: own ? 'own' : item.by.id,
    name: own ? '' : item.by.name,
    at: item.at,
    content: item.recalled === undefined ? item.content : null,
    edited: item.edited !== undefined,
    ...(own && { state: deliveryOf(thread.marks, item) }),
    ...(quote && { quote }),
  };
}

function pendingRow(pending: PendingMessage, thread?: ConversationState): Draft {
  const quote = pending.replyTo === undefined || !thread ? undefined : quoteOf(thread, pending.replyTo);
  const { id, at, content, state } = pending;
  const base = { type: 'message', key: id, own: true, sender: 'own', name: '', edited: false } as const;
  return { ...base, at, content, state, pending, ...(quote && { quote }) };
}

function quoteOf(thread: ConversationState, seq: number): MessageRow['quote'] {
  const item = thread.items.find((one) => one.seq === seq);
  if (item?.kind !== 'message' || !item.content) return undefined;
  return { name: item.by.name, own: item.by.role === 'customer', text: previewOf(item.content) };
}
