// Asks the one rights matrix of the protocol for a principal in a shop. Nothing else decides who may do what.

import { ChatError, notFound } from '../common/chat-error.js';
import type { Principal } from '../common/principal.js';
import {
  type Action,
  type Grant,
  grantOf,
  type KeyScope,
  type RightRole,
  SHOP_ROLES,
  type ShopRole,
} from '../protocol/index.js';

/** Role of a principal in a shop; undefined where the shop is none of its own. */
export function roleIn(principal: Principal, shopId: string): RightRole | undefined {
  switch (principal.kind) {
    case 'agent':
      return principal.shops.get(shopId);
    case 'customer':
      return principal.shop === shopId ? 'customer' : undefined;
    case 'apiKey':
      return principal.shop === shopId ? 'apiKey' : undefined;
  }
}

/** What the matrix grants, with an API key's scopes held against it; undefined means no. */
export function rightOf(principal: Principal, shopId: string, action: Action): true | 'own' | undefined {
  const role = roleIn(principal, shopId);
  const grant = role && grantOf(role, action);
  // What is its own a program may touch only if it may write at all.
  if (grant === 'own' && principal.kind === 'apiKey' && !holdsScope(principal, 'conversations:write')) return undefined;
  if (grant === undefined || grant === true || grant === 'own') return grant;
  return holdsScope(principal, grant) ? true : undefined;
}

/**
 * The grant of a principal for an action in a shop: `true`, or `'own'` for what is its own only.
 * Throws `not_found` for a foreign shop, exactly as for one that does not exist, and `forbidden` without the right.
 */
export function requireRight(principal: Principal, shopId: string, action: Action): Exclude<Grant, KeyScope> {
  if (roleIn(principal, shopId) === undefined) throw notFound();
  const grant = rightOf(principal, shopId, action);
  if (grant === undefined) throw new ChatError('forbidden', 'Your role does not allow this');
  return grant;
}

/** Nobody grants, changes or takes a role above their own. */
export function requireRank(principal: Principal, shopId: string, role: ShopRole): void {
  const own = principal.kind === 'agent' ? principal.shops.get(shopId) : undefined;
  if (own === undefined || SHOP_ROLES.indexOf(own) > SHOP_ROLES.indexOf(role)) {
    throw new ChatError('forbidden', 'Your role does not allow this');
  }
}

function holdsScope(principal: Principal, scope: KeyScope): boolean {
  return principal.kind === 'apiKey' && principal.scopes.includes(scope);
}
