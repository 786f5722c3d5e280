// Frames of the socket and of the fallbacks: one JSON object `{event, data}` each. Names are the keys of the two tables below.

import type { Code } from './codes.js';
import type { Content } from './content.js';
import type { ChatEvent } from './events.js';
import type { WireLimits } from './limits.js';
import type { ConversationRow, ConversationSnapshot, InboxFilter, Marks } from './rows.js';
import type { Presence } from './words.js';

/** `seq` by conversation id. */
export type Cursors = Record<string, number>;

/** `data` of each frame that a client sends. */
export interface ClientFrames {
  /** First frame. `device`: random id of this tab; `log`: id of the log's life that the cursors are of; `resumes`: former session id. */
  hello: {
    token: string;
    device: string;
    log?: string;
    watch?: Cursors;
    inbox?: InboxFilter;
    client?: string;
    resumes?: string;
  };
  /** `id`: a UUID made once by the sender. A shopper may leave `conversation` out. */
  send: { id: string; conversation?: string; content: Content; replyTo?: number };
  /** Holds everything up to these. */
  received: { upTo: Cursors };
  /** Has seen everything up to these. */
  read: { upTo: Cursors };
  typing: { conversation: string; on: boolean };
  watch: { conversations: Cursors };
  unwatch: { conversations: string[] };
  /** A page of the log. Without `after` and `before`: the newest. */
  sync: { conversation: string; after?: number; before?: number; limit?: number };
  inbox: { filter: InboxFilter | null };
  refresh: { token: string };
  ping: Record<string, never>;
  pong: Record<string, never>;
}

/** Whom a token speaks for, as told in `welcome`. */
export interface WelcomePrincipal {
  role: 'agent' | 'customer';
  id: string;
  name: string | null;
  /** A shopper's shop; absent for agents. */
  shop?: string;
}

/** Answer to a send that is committed. It never moves a cursor. */
export interface Ack {
  id: string;
  conversation: string;
  seq: number;
  at: string;
  /** It was a repeat: the first one's conversation and seq are given. */
  duplicate?: boolean;
}

/** Answer to a send that is not stored. Final only when `retryable` is false. */
export interface Reject {
  id: string;
  code: Code;
  message: string;
  retryable: boolean;
  retryAfterMs?: number;
}

/** A page of the log in rising order; `more` follows the page's direction. */
export interface EventsPage {
  conversation: string;
  after: number;
  events: ChatEvent[];
  last: number;
  more: boolean;
}

/** `data` of each frame that the server sends. */
export interface ServerFrames {
  welcome: {
    session: string;
    node: string;
    now: string;
    /** Id of this life of the database. */
    log: string;
    principal: WelcomePrincipal;
    /** Milliseconds until the token ends. */
    expiresIn: number;
    heartbeat: { intervalMs: number; timeoutMs: number };
    limits: WireLimits;
    features: string[];
    /** A shopper's own conversations, or an agent's assigned open ones, each as of its `last`. */
    conversations: (ConversationRow | ConversationSnapshot)[];
  };
  event: ChatEvent;
  events: EventsPage;
  ack: Ack;
  reject: Reject;
  marks: { conversation: string } & Marks;
  /** `who` is the person's id; ends by itself after 6 s. */
  typing: { conversation: string; who: { role: 'agent' | 'customer'; id: string; name: string | null }; on: boolean };
  presence: { who: string; state: Presence; conversation?: string };
  inbox: { upserts: ConversationRow[]; removed: { id: string; version: number }[] };
  ping: Record<string, never>;
  pong: Record<string, never>;
  /** The cursor belongs to another life of the log: drop what you hold and begin anew. */
  reset: { conversation: string | null; why: 'log' | 'cursor' };
  expiring: { inMs: number };
  refreshed: { expiresIn: number };
  drain: { withinMs: number };
  error: { code: Code; message: string; of: string; conversation?: string; retryAfterMs?: number };
  /** Only on the fallbacks: a close as a frame. */
  close: { code: number; retryAfterMs?: number };
}

/** Name of a client frame. */
export type ClientFrameName = keyof ClientFrames;
/** Name of a server frame. */
export type ServerFrameName = keyof ServerFrames;
/** A client frame, told apart by `event`. */
export type ClientFrame = { [N in ClientFrameName]: { event: N; data: ClientFrames[N] } }[ClientFrameName];
/** A server frame, told apart by `event`. */
export type ServerFrame = { [N in ServerFrameName]: { event: N; data: ServerFrames[N] } }[ServerFrameName];

/** Names of the client frames, for look-up tables. */
export const CLIENT_FRAME_NAMES: readonly ClientFrameName[] = [
  'hello',
  'send',
  'received',
  'read',
  'typing',
  'watch',
  'unwatch',
  'sync',
  'inbox',
  'refresh',
  'ping',
  'pong',
];
