// The public face of the SDK: what a client is made of, what it tells, and what can be asked of it.

import type { Clock } from './clock.js';
import type { ConversationState, PendingMessage, TypingPerson } from './conversation-state.js';
import type {
  ChatEvent,
  Code,
  Content,
  ConversationRow,
  InboxFilter,
  Presence,
  WelcomePrincipal,
  WireLimits,
} from './protocol.js';

/** What the SDK needs of a WebSocket; browsers, Node ≥ 22 and the `ws` package have it. */
export interface SocketLike {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** A WebSocket class. */
export type SocketClass = new (url: string, protocols: string[]) => SocketLike;

/** Where the outbox is kept; `localStorage` fits. Whatever throws is borne: the outbox then lives in memory. */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Tells `wake` when the page may have slept, `leave` when it goes away; returns how to stop listening. */
export type Lifecycle = (tell: (what: 'wake' | 'leave') => void) => () => void;

/** What {@link createClient} is given. */
export interface ClientOptions {
  /** Endpoint, `wss://…/ws`. A token never stands in it. */
  url: string;
  /** Asked at the start and whenever a token ended. Rejects with {@link StopError} when there is no sense in trying again. */
  getToken: () => Promise<string>;
  /** Random id of this tab or installation, ≤ 64. The client takes a new one when told so (close 4009). */
  device: string;
  /** Name and version of the program, e.g. `widget/0.1.0`. */
  client?: string;
  /** WebSocket class; absent: the global one. */
  WebSocket?: SocketClass;
  /** Where the outbox survives a reload; used together with `storageKey` only. */
  storage?: KeyValueStorage;
  /** Prefix of the outbox's keys. It must name the principal: two people must never share an outbox. */
  storageKey?: string;
  /** Source of wake-ups; absent: `document` and `window` where they exist; null: none. */
  lifecycle?: Lifecycle | null;
  /** Time, injectable for tests. */
  clock?: Clock;
  /** 0 ≤ n < 1; injectable for tests. */
  random?: () => number;
}

/** Why a client is offline or stopped. */
export type StateReason =
  | 'idle' // not started yet
  | 'stopped' // `stop()` was called
  | 'signed-out' // `signOut()` was called
  | 'page' // the page is hidden away; it comes back by itself
  | 'network' // could not connect, or the connection broke
  | 'silent' // nothing was heard for too long
  | 'token' // no token could be had for the moment, or it ended
  | 'replaced' // a newer connection bears the same device id
  | 'busy' // the server is overloaded or its database away
  | 'drain' // the node goes away
  | 'too-big' // a frame was over the limit
  | 'refused'; // 4500–4999 or a StopError: not without a change

/** Where the connection stands. `closeCode` is the WebSocket close code, if one came. */
export type ClientState =
  | { readonly name: 'connecting' }
  | { readonly name: 'online' }
  /** `retryAt`: ms since 1970 of the next try; null: it waits for the page. */
  | {
      readonly name: 'offline';
      readonly reason: StateReason;
      readonly retryAt: number | null;
      readonly closeCode?: number;
    }
  | { readonly name: 'stopped'; readonly reason: StateReason; readonly closeCode?: number };

/** What {@link Client.on} tells, by name. */
export interface ClientEvents {
  state: ClientState;
  /** This conversation has a new state; ask {@link Client.conversation}. */
  conversation: { id: string };
  /** The set of conversations changed; ask {@link Client.conversations}. */
  conversations: { ids: readonly string[] };
  /** Sends that have no conversation yet changed; ask {@link Client.unplaced}. */
  unplaced: { messages: readonly PendingMessage[] };
  /** An event was pushed and applied (not one of history); for sounds and notices. */
  event: ChatEvent;
  typing: { conversation: string; who: TypingPerson; on: boolean };
  presence: { who: string; state: Presence; conversation?: string };
  /** Rows changed; ask {@link Client.inboxRows}. */
  inbox: { rows: readonly ConversationRow[] };
  /** The server refused a frame other than a send, or a send failed finally (`of: "send"`, with its `id`). */
  error: { code: Code; message: string; of: string; conversation?: string; id?: string; retryAfterMs?: number };
  drain: { withinMs: number };
  /** Conversations (null: all, and the rows) were dropped and are read anew: fetch lists again. */
  reset: { conversation: string | null; why: string };
  /** A connection ended. */
  closed: { code: number; reason: StateReason };
}

/** A message to be sent. A shopper may leave `conversation` out. */
export interface OutgoingMessage {
  conversation?: string;
  content: Content;
  /** `seq` of the message that it answers. */
  replyTo?: number;
}

/** One connection to Shopbell for one principal, and what it holds. */
export interface Client {
  readonly state: ClientState;
  /** Whom the token speaks for; null before the first welcome. */
  readonly principal: WelcomePrincipal | null;
  /** The numbers in force. */
  readonly limits: Readonly<WireLimits>;
  /** Abilities of the server. */
  readonly features: readonly string[];
  /** The device id in use. */
  readonly device: string;
  /** Connects, and stays connected until `stop`. Also leaves `stopped`. */
  start(): void;
  /** Closes and stays closed. The outbox is kept. */
  stop(): void;
  /** Stops, forgets everything held and drops the outbox. */
  signOut(): void;
  /** Listens; returns how to stop listening. */
  on<K extends keyof ClientEvents>(event: K, listener: (data: ClientEvents[K]) => void): () => void;

  /** Puts a message into the outbox at once, whatever the connection does. */
  send(message: OutgoingMessage): { id: string };
  /** Sends a failed message again, with the same id. */
  retry(id: string): void;
  /** Stops resending. If the event turns up after all it is shown as sent. */
  cancel(id: string): void;
  /** Own sends that have no conversation yet (a shopper's first message). */
  unplaced(): readonly PendingMessage[];

  /** Holds these conversations: newest page, then every event. A shopper's latest are held by themselves. */
  watch(conversations: readonly string[]): void;
  /** Lets them go; what was held of them is dropped. */
  unwatch(conversations: readonly string[]): void;
  /** The state of a conversation; a new object after every change. */
  conversation(id: string): ConversationState | undefined;
  /** All that are held, latest activity first. */
  conversations(): readonly ConversationState[];
  /** Loads one page of older events. Resolves to false if there were none, or it could not be had now. Never rejects. */
  loadBefore(conversation: string): Promise<boolean>;
  /** Tells that this person types, or ceased to. Call it as often as keys are pressed. */
  typing(conversation: string, on: boolean): void;
  /** Tells that everything up to `seq` has been seen. */
  read(conversation: string, seq: number): void;
  /** What is known of a person's presence. */
  presence(who: string): Presence;

  /** Has changes of this list pushed; null: no more. Subscribe first, then GET and `mergeRows`. Rows of another filter are dropped. */
  setInbox(filter: InboxFilter | null): void;
  /** Rows of the inbox, latest activity first. The same array until something changed. */
  inboxRows(): readonly ConversationRow[];
  /** Adds rows that came by GET; a stale row never overwrites a newer one. */
  mergeRows(rows: readonly ConversationRow[]): void;

  /** Asks whether the connection still lives (3 s), or tries to connect now. */
  probe(): void;
}

/** Thrown by `getToken` when there is no sense in trying again: signed out, blocked, shop gone. */
export class StopError extends Error {
  override readonly name = 'StopError';
}
