// Events of a conversation's log: the lasting things. A client's state is the fold of the events that it has seen.

import type { Content } from './content.js';
import type { ActorRole, Priority, Status } from './words.js';

/** Who caused an event; the name is as it was then. */
export interface Actor {
  role: ActorRole;
  id: string;
  name: string;
}

/** Running numbers of messages up to and with an event; unread follows from them by subtraction. */
export interface Counts {
  customer: number;
  shop: number;
}

/** What every event bears. */
export interface EventBase {
  conversation: string;
  /** 1, 2, 3 … without gaps in the conversation. */
  seq: number;
  /** `seq` of the event before it for this audience; 0 for the first. */
  after: number;
  by: Actor;
  /** ISO 8601 UTC with milliseconds, database time. */
  at: string;
  /** Id that the sender gave it, by which the sender knows its own. */
  id?: string;
  counts: Counts;
}

/** What each type of event carries besides {@link EventBase}. */
export interface EventBodies {
  opened: { source: 'widget' | 'agent' | 'api'; context?: Record<string, unknown> };
  /** `content` is null once recalled (`recalled` = the recall's seq) or erased; `edited` = seq of the latest edit. */
  message: { content: Content | null; replyTo?: number; edited?: number; recalled?: number };
  note: { content: Content | null; mentions?: string[]; edited?: number; recalled?: number };
  edit: { of: number; content: Content | null };
  recall: { of: number };
  status: { from: Status; to: Status; until?: string };
  assignment: { from: string | null; to: string | null; why?: string };
  priority: { from: Priority; to: Priority };
  tags: { added: string[]; removed: string[] };
  rating: { score: number; comment?: string };
}

/** Name of a type of event. */
export type EventType = keyof EventBodies;

/** Types that agents alone see. An edit or recall has the audience of what it touches. */
export const AGENT_ONLY_TYPES: readonly EventType[] = ['note', 'priority', 'tags'];

/** An event of one type. */
export type EventOf<T extends EventType> = EventBase & { type: T } & EventBodies[T];

/** An event as a client sees it, told apart by `type`. Clients step over types that they do not know. */
export type ChatEvent = { [T in EventType]: EventOf<T> }[EventType];
