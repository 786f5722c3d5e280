// A principal as the sender of events: its key, its role, its name, and which side of a conversation it is on.

import { type Principal, principalKey } from '../common/principal.js';
import type { Sender } from '../persistence/log/log-types.js';
import { type ActorRole, type Audience, FIELD_LIMITS, type Side } from '../protocol/index.js';

/** What a shopper without a name is called in the log. */
const VISITOR = 'Visitor';
const ROLES = { agent: 'agent', customer: 'customer', apiKey: 'api' } as const satisfies Record<
  Principal['kind'],
  ActorRole
>;

/** The sender that the log stores with what a principal appends. */
export function senderOf(principal: Principal): Sender {
  const name = (principal.name || VISITOR).slice(0, FIELD_LIMITS.nameLength);
  const aliases =
    principal.kind === 'customer' ? principal.aliases.map((id) => principalKey({ kind: 'customer', id })) : [];
  return {
    key: principalKey(principal),
    role: ROLES[principal.kind],
    name,
    ...(aliases.length > 0 ? { aliases } : {}),
  };
}

/** Whether a stored sender is this person, under its present key or a former one. */
export function isSender(sender: Sender, key: string): boolean {
  return sender.key === key || (sender.aliases?.includes(key) ?? false);
}

export function sideOf(principal: Pick<Principal, 'kind'>): Side {
  return principal.kind === 'customer' ? 'customer' : 'shop';
}

export function audienceOf(principal: Pick<Principal, 'kind'>): Audience {
  return principal.kind === 'customer' ? 'all' : 'agents';
}
