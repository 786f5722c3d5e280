// What a client holds of one conversation: the fold of its events, plus what lies over it (own unanswered sends, who types).
// A state is never changed in place: a new object stands for every change, so views may compare references.

import type { Actor, Content, Counts, CustomerRow, EventOf, Marks, Priority, Side, Status } from './protocol.js';

/** What all items of a conversation bear. */
interface ItemBase {
  readonly seq: number;
  readonly by: Actor;
  /** ISO time, database time. */
  readonly at: string;
  /** Running numbers of messages up to and with this item. */
  readonly counts: Counts;
}

/** A message, with its edits and its recall already applied. */
export interface MessageItem extends ItemBase {
  readonly kind: 'message';
  /** Id that its sender gave it, where the server tells it. */
  readonly id?: string;
  /** Null: recalled (`recalled` is set) or erased. A kind that is not known is shown by its `fallback`. */
  readonly content: Content | null;
  readonly replyTo?: number;
  /** `seq` of the latest edit. */
  readonly edited?: number;
  /** `seq` of the recall. */
  readonly recalled?: number;
}

/** A private note; agents only. */
export interface NoteItem extends Omit<MessageItem, 'kind' | 'replyTo'> {
  readonly kind: 'note';
  readonly mentions?: readonly string[];
}

/** Types of event that are shown as a line of their own between messages. */
export type SystemType = 'opened' | 'status' | 'assignment' | 'priority' | 'tags' | 'rating';

/** A line that tells what happened: opened, status, assignment, priority, tags, rating. */
export interface SystemItem extends ItemBase {
  readonly kind: 'system';
  /** The event itself, told apart by `type`. */
  readonly event: { [T in SystemType]: EventOf<T> }[SystemType];
}

/** One thing that a conversation's view shows. */
export type Item = MessageItem | NoteItem | SystemItem;

/** How far an own message came. The first and the last are states of {@link PendingMessage}. */
export type DeliveryState = 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

/** An own send whose event has not been seen yet, in the order of sending. */
export interface PendingMessage {
  /** UUID; the event bears the same. */
  readonly id: string;
  readonly content: Content;
  readonly replyTo?: number;
  /** When it was handed over, ISO time of this device. */
  readonly at: string;
  /** `sent`: committed, its event is on the way. `failed`: see `error`; `retry` or `cancel` it. */
  readonly state: 'sending' | 'sent' | 'failed';
  /** Where it stands in the log, once `sent`. */
  readonly seq?: number;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Somebody who types now. */
export interface TypingPerson {
  readonly role: 'agent' | 'customer';
  readonly id: string;
  readonly name: string | null;
}

/** An edit or a recall of a message that is older than what is held; applied when that history is loaded. */
export interface Touch {
  readonly edited?: number;
  readonly content?: Content | null;
  readonly recalled?: number;
}

/** One conversation as this client holds it. */
export interface ConversationState {
  readonly id: string;
  /** The side that this client is on. */
  readonly side: Side;
  /** False until its newest events have come: `items` is empty and does not mean "nothing was said". */
  readonly ready: boolean;
  /** `seq` of the last event applied. */
  readonly cursor: number;
  /** `seq` of the oldest event held; 0 while none is. */
  readonly first: number;
  /** Whether older events than `first` can be loaded. */
  readonly hasMore: boolean;
  /** Whether a page of history is being loaded. */
  readonly loading: boolean;
  /** End of the log as far as is known; `counts`, `status`, `assignee` … are as of this. */
  readonly last: number;
  /** Messages, notes and system lines, by rising `seq`. */
  readonly items: readonly Item[];
  /** Own sends that are not among `items` yet, in order. */
  readonly pending: readonly PendingMessage[];
  readonly marks: Marks;
  readonly counts: Counts;
  /** Messages of the other side that this side has not read. */
  readonly unread: number;
  /** This client's own wish to have read up to here, told to the server within 1 s. */
  readonly readTo: number;
  /** Messages of the other side up to `readTo`. */
  readonly readToCount: number;
  readonly status: Status;
  /** Until when it is snoozed; ISO time. */
  readonly until: string | null;
  /** `name` is null while only the id is known. */
  readonly assignee: { readonly id: string; readonly name: string | null } | null;
  /** Agents only; `normal` for shoppers. */
  readonly priority: Priority;
  /** Agents only; empty for shoppers. */
  readonly tags: readonly string[];
  readonly shop: string | null;
  /** Short number, unique in the shop; null while not known. */
  readonly number: number | null;
  /** Agents only, when a row told it. */
  readonly customer: CustomerRow | null;
  readonly openedAt: string | null;
  readonly lastEventAt: string | null;
  /** Version of the row or snapshot that was merged last. */
  readonly version: number;
  readonly typing: readonly TypingPerson[];
  /** Edits and recalls of messages older than `first`, by `seq` of the message. */
  readonly touches: ReadonlyMap<number, Touch>;
}

const NO_MARKS: Marks = {
  version: 0,
  delivered: { shop: 0, customer: 0 },
  read: { shop: 0, customer: 0 },
  readCounts: { shop: 0, customer: 0 },
};

/**
 * A conversation of which nothing is known yet.
 * @example const state = events.reduce(applyEvent, emptyConversation(id, 'shop'))
 */
export function emptyConversation(id: string, side: Side): ConversationState {
  return {
    id,
    side,
    ready: false,
    cursor: 0,
    first: 0,
    hasMore: false,
    loading: false,
    last: 0,
    items: [],
    pending: [],
    marks: NO_MARKS,
    counts: { customer: 0, shop: 0 },
    unread: 0,
    readTo: 0,
    readToCount: 0,
    status: 'open',
    until: null,
    assignee: null,
    priority: 'normal',
    tags: [],
    shop: null,
    number: null,
    customer: null,
    openedAt: null,
    lastEventAt: null,
    version: 0,
    typing: [],
    touches: new Map(),
  };
}
