// The matrix as principals meet it: every role and scope against every action, foreign shops, ranks.

import { describe, expect, it } from 'vitest';

import type { ChatError } from '../common/chat-error.js';
import type { Principal } from '../common/principal.js';
import { type Action, grantOf, KEY_SCOPES, RIGHTS, SHOP_ROLES, type ShopRole } from '../protocol/index.js';
import { requireRank, requireRight } from './rights.js';

const ACTIONS = Object.keys(RIGHTS) as Action[];
const agent = (role: ShopRole): Principal => ({
  kind: 'agent',
  id: 'a',
  name: 'A',
  shops: new Map([['s1', role]]),
  family: 'f',
});
const customer: Principal = { kind: 'customer', id: 'c', shop: 's1', name: null, verified: false, aliases: [] };
const key = (...scopes: (typeof KEY_SCOPES)[number][]): Principal => ({
  kind: 'apiKey',
  id: 'k',
  shop: 's1',
  name: 'K',
  scopes,
});

function outcome(task: () => unknown): unknown {
  try {
    return task();
  } catch (error) {
    return (error as ChatError).code;
  }
}

describe('requireRight', () => {
  it.each(ACTIONS)('gives agents and customers for %s what the matrix says', (action) => {
    for (const role of SHOP_ROLES) {
      expect(outcome(() => requireRight(agent(role), 's1', action))).toBe(grantOf(role, action) ?? 'forbidden');
    }
    expect(outcome(() => requireRight(customer, 's1', action))).toBe(grantOf('customer', action) ?? 'forbidden');
  });

  it.each(ACTIONS)('gives an API key for %s only what its scopes allow', (action) => {
    const grant = grantOf('apiKey', action);
    const scope = KEY_SCOPES.find((candidate) => candidate === grant);
    const others = KEY_SCOPES.filter((candidate) => candidate !== scope);
    const withAll = scope === undefined ? (grant ?? 'forbidden') : true;
    expect(outcome(() => requireRight(key(...KEY_SCOPES), 's1', action))).toBe(withAll);
    if (scope !== undefined) expect(outcome(() => requireRight(key(...others), 's1', action))).toBe('forbidden');
  });

  it.each(ACTIONS)('answers not_found for %s in a foreign shop', (action) => {
    for (const principal of [agent('owner'), customer, key(...KEY_SCOPES)]) {
      expect(outcome(() => requireRight(principal, 's2', action))).toBe('not_found');
    }
  });
});

describe('requireRank', () => {
  it('lets nobody touch a role above their own', () => {
    expect(outcome(() => requireRank(agent('owner'), 's1', 'owner'))).toBeUndefined();
    expect(outcome(() => requireRank(agent('supervisor'), 's1', 'supervisor'))).toBeUndefined();
    expect(outcome(() => requireRank(agent('supervisor'), 's1', 'owner'))).toBe('forbidden');
    expect(outcome(() => requireRank(agent('agent'), 's1', 'supervisor'))).toBe('forbidden');
    expect(outcome(() => requireRank(key(...KEY_SCOPES), 's1', 'agent'))).toBe('forbidden');
  });
});
