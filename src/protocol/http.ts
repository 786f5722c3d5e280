// Bodies of the HTTP calls that clients need (under `/v1`, JSON).

import type { Code } from './codes.js';
import type { Content } from './content.js';
import type { AgentRow, ConversationSnapshot, CustomerRow } from './rows.js';
import type { Priority, ShopRole, Status } from './words.js';

/** An RFC 9457 problem (`application/problem+json`). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: Code;
  detail: string;
  retryable: boolean;
  retryAfterMs?: number;
  /** Names of the fields that are wrong, never their values. */
  fields?: string[];
  /** To be told to support; stands in the server's log. */
  correlationId?: string;
}

/** `POST /v1/visitors`. */
export interface VisitorRequest {
  shopKey: string;
  visitorToken?: string;
  /** HS256 JWT made by the shop's own server. */
  identity?: string;
}

/** What the widget may know of a shop. */
export interface PublicShop {
  id: string;
  name: string;
  color: string;
  locale: string;
}

/** Answer to {@link VisitorRequest}. */
export interface VisitorSession {
  token: string;
  expiresIn: number;
  visitorToken: string;
  customer: CustomerRow;
  shop: PublicShop;
  conversation: ConversationSnapshot | null;
}

/** Answer to a sign-in or a refresh; the refresh token is an HttpOnly cookie. */
export interface AgentSession {
  token: string;
  expiresIn: number;
  agent: AgentRow;
}

/** `POST /v1/auth/register`. */
export interface RegisterRequest {
  email: string;
  password: string;
  name: string;
  /** Name of the new shop. */
  shop: string;
}

/** `POST /v1/auth/login`. */
export interface LoginRequest {
  email: string;
  password: string;
}

/** `POST /v1/shops/:id/invitations`. */
export interface InvitationRequest {
  email: string;
  role: ShopRole;
}

/** Answer to {@link InvitationRequest}. `link` is given where no mail can be sent. */
export interface InvitationAnswer {
  id: string;
  expiresAt: string;
  link?: string;
}

/** `POST /v1/invitations/:token`. */
export interface AcceptInvitationRequest {
  name: string;
  password: string;
}

/** `POST /v1/conversations`. */
export interface StartConversationRequest {
  /** Id of a customer of the shop. */
  customer: string;
  content?: Content;
}

/** `POST /v1/conversations/:id/messages`. */
export interface MessageRequest {
  content: Content;
  replyTo?: number;
}

/** `POST /v1/conversations/:id/notes`. */
export interface NoteRequest {
  content: Content;
  mentions?: string[];
}

/** `POST /v1/conversations/:id/rating`. */
export interface RatingRequest {
  score: number;
  comment?: string;
}

/** `PATCH /v1/conversations/:id`. Each change is an event. `tags` replaces the whole list. */
export interface ChangeRequest {
  status?: Status;
  /** An agent's id, or null for nobody. */
  assignee?: string | null;
  priority?: Priority;
  tags?: string[];
  /** ISO time at which a snooze ends; with `status: "snoozed"` only. */
  until?: string;
}

/** Answer to every append over HTTP. */
export interface AppendAnswer {
  id: string;
  conversation: string;
  seq: number;
  at: string;
  duplicate?: boolean;
}
