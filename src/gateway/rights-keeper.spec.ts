import { describe, expect, it } from 'vitest';

import type { PrincipalService } from '../auth/principal.service.js';
import type { AgentRights } from '../auth/rights-check.service.js';
import type { AgentPrincipal } from '../common/principal.js';
import type { Outlet } from './outlet.js';
import { Hub } from './hub.js';
import { RightsKeeper } from './rights-keeper.js';
import { Session } from './session.js';

const agent = (family: string, ...shops: string[]): AgentPrincipal => ({
  kind: 'agent',
  id: 'agent-1',
  name: 'Ann',
  shops: new Map(shops.map((shop) => [shop, 'agent'])),
  family,
});

/** A session of an agent of one shop that watches a conversation and the list there, and a look at rights that is answered by hand. */
function stage() {
  const closed: number[] = [];
  const outlet: Outlet = {
    id: 'session-1',
    writable: true,
    send: () => true,
    frame: () => true,
    onWritable: () => undefined,
    error: () => true,
    close: (code) => closed.push(code),
  };
  let answer: (rights: [string, AgentRights][]) => void = () => undefined;
  const principals = {
    checkAgents: () => new Promise((resolve) => (answer = (rights) => resolve(new Map(rights)))),
    checkCustomers: () => Promise.resolve(new Map()),
  } as unknown as PrincipalService;
  const hub = new Hub();
  const keeper = new RightsKeeper(principals, hub);
  const session = new Session(outlet, agent('f1', 'shop-1'), Infinity, 'device', 0);
  hub.add(session);
  hub.admit(hub.watch(session, 'conversation-1', 0), 'shop-1', 'customer-1');
  session.inbox = {};
  hub.joinInboxes(session, ['shop-1']);
  return { keeper, hub, session, closed, answer: (...rights: [string, AgentRights][]) => answer(rights) };
}

describe('rights that a new token brings', () => {
  it('move watches and lists as a look does', () => {
    const { keeper, hub, session } = stage();
    keeper.grant(session, agent('f1', 'shop-2'), performance.now());
    expect(hub.watchesOf('conversation-1').size).toBe(0);
    expect(session.inboxShops).toEqual(['shop-2']);
    expect(keeper.fresh(session, 'shop-1')).toBe(false);
    expect(keeper.fresh(session, 'shop-2')).toBe(true);
  });

  it('are not taken away by a look at the sign-in before, which has ended', async () => {
    const { keeper, session, closed, answer } = stage();
    const look = keeper.confirmAll([session]);
    keeper.grant(session, agent('f2', 'shop-1'), performance.now());
    answer(['f1', 'gone']);
    await look;
    expect(closed).toEqual([]);
    expect(keeper.fresh(session, 'shop-1')).toBe(true);
  });
});
