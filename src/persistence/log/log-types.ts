// Words of the event log: what a caller asks to append, what it gets back, and what others hear once it is committed.

import type { EntityManager } from 'typeorm';

import type { ActorRole, Audience, EventType } from '../../protocol/index.js';
import type { Conversation, EventRow } from '../entities/index.js';

/** Who appends. */
export interface Sender {
  /** Key of the principal (`principalKey`). */
  key: string;
  role: ActorRole;
  name: string;
  /** Former keys of the same person: repeats are looked for under them too. */
  aliases?: readonly string[];
}

/** An event before it has a number. */
export interface Draft {
  type: EventType;
  audience: Audience;
  /** What the type carries (`EventBodies`), whole and valid. */
  body: Record<string, unknown>;
}

/** Members of the head that a decision may set. The log itself keeps numbers, counts, times and version. */
export type HeadPatch = Partial<
  Pick<
    Conversation,
    | 'status'
    | 'snoozedUntil'
    | 'assigneeId'
    | 'priority'
    | 'tags'
    | 'waitingSince'
    | 'firstReplyAt'
    | 'resolvedAt'
    | 'activeCustomer'
    | 'previewSeq'
    | 'previewBy'
    | 'previewText'
    | 'previewAt'
  >
>;

/** What an append does to its conversation. No events: nothing changes, and the end of the log is the answer. */
export interface Decision {
  events: Draft[];
  /** Which of the events bears the sender's id and is answered; default the first. */
  answer?: number;
  patch?: HeadPatch;
  /** New bodies of earlier rows (edit, recall). */
  rewrites?: { seq: number; body: Record<string, unknown> }[];
  /** Further SQL of the same transaction. Must be repeatable and touch nothing that the log owns. */
  also?: (manager: EntityManager) => Promise<void>;
}

/** The locked state that a decision is made from. */
export interface Situation {
  head: Readonly<Conversation>;
  /** Database time, ms. */
  at: number;
  /** The row asked for by `needs.seq`. */
  row: EventRow | undefined;
  /** Its edits, if asked for. */
  edits: readonly EventRow[];
}

/** Keeps the order of pipelined appends: once one was refused retryably, those behind it are refused too. */
export interface OrderGuard {
  broken: boolean;
}

/** An append to a conversation that exists. */
export interface Append {
  shopId: string;
  conversationId: string;
  sender: Sender;
  /** Lower-case UUID; the same sender's repeat of it is answered with the first one. */
  clientId: string;
  /** Shared by the appends of one sender that must keep their order. */
  order?: OrderGuard;
  /** An earlier row that the decision depends on. */
  needs?: { seq: number; edits: boolean };
  /** Pure; may run several times. Throws a `ChatError` to refuse. */
  decide: (situation: Situation) => Decision;
}

/** A conversation to be made with its first events in one commit. */
export interface Opening {
  conversation: Conversation;
  /** Written unless the row exists. */
  customer?: {
    id: string;
    externalId: string | null;
    name: string | null;
    email: string | null;
    phone: string | null;
    attributes: Record<string, string | number | boolean> | null;
  };
  sender: Sender;
  clientId: string;
  events: Draft[];
  /** Which event bears `clientId`. */
  answer: number;
  /** What the events do to the head at the time of the commit. */
  patch: (at: number) => HeadPatch;
}

/** A committed append. */
export interface Appended {
  conversationId: string;
  seq: number;
  /** Database time, ms. */
  at: number;
  duplicate: boolean;
}

/** What became of an opening: made, or the customer has one already. */
export type Opened = { kind: 'opened'; appended: Appended } | { kind: 'exists'; conversationId: string };

/** What one append added: the head after it and its events. */
export interface Committed {
  head: Readonly<Conversation>;
  events: readonly EventRow[];
}

/** Hears every commit of this node, once, after it is durable. Must not throw or wait. */
export type CommitListener = (batch: readonly Committed[]) => void;
