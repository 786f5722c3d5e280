// The small vocabularies of the wire: roles, states, audiences. One list each, so that server, validators and clients agree.

/** States of a conversation. */
export const STATUSES = ['open', 'pending', 'snoozed', 'resolved'] as const;
/** State of a conversation. */
export type Status = (typeof STATUSES)[number];

/** Priorities, lowest first. */
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
/** Priority of a conversation. */
export type Priority = (typeof PRIORITIES)[number];

/** Roles of an agent in a shop. */
export const SHOP_ROLES = ['owner', 'supervisor', 'agent'] as const;
/** Role of an agent in a shop. */
export type ShopRole = (typeof SHOP_ROLES)[number];

/** What an agent chooses to show. */
export const AGENT_STATES = ['online', 'busy', 'away'] as const;
/** What an agent chose to show. */
export type AgentState = (typeof AGENT_STATES)[number];

/** What others see of a person's presence. `unknown` while the session map is away. */
export const PRESENCES = ['online', 'away', 'offline', 'unknown'] as const;
/** Presence of a person. */
export type Presence = (typeof PRESENCES)[number];

/** Who may see an event. */
export type Audience = 'all' | 'agents';

/** The two sides of a conversation: who sells and who asks. */
export type Side = 'shop' | 'customer';

/** Who did something. `system` is the server itself (a snooze that ended). */
export type ActorRole = 'agent' | 'customer' | 'api' | 'system';

/** Scopes that an API key can hold. */
export const KEY_SCOPES = ['conversations:read', 'conversations:write', 'shop:read'] as const;
/** Scope of an API key. */
export type KeyScope = (typeof KEY_SCOPES)[number];
