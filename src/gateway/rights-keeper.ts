// Keeps the rights of live sessions fresh: all together every 5 s, one at once when it must. A right that could not be
// confirmed for 10 s counts as none (P6).

import { Injectable } from '@nestjs/common';

import { PrincipalService } from '../auth/principal.service.js';
import { CLOSE, type ShopRole, TIMES } from '../protocol/index.js';
import { Hub } from './hub.js';
import type { Session, SessionPrincipal } from './session.js';

@Injectable()
export class RightsKeeper {
  private asked = new Set<Session>();
  private answer: Promise<void> | null = null;

  constructor(
    private readonly principals: PrincipalService,
    private readonly hub: Hub,
  ) {}

  /** Whether the session's rights are known well enough to show it something of the shop now. */
  fresh(session: Session, shop: string): boolean {
    return !session.closed && performance.now() - session.rightsAt < TIMES.rightMs && session.belongsTo(shop);
  }

  /** Asks the database for a session's rights; sessions that ask in the same turn share the queries. Throws while it is away. */
  confirm(session: Session): Promise<void> {
    this.asked.add(session);
    this.answer ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      const sessions = [...this.asked];
      this.asked = new Set();
      this.answer = null;
      return this.confirmAll(sessions);
    });
    return this.answer;
  }

  /** Confirms the rights of many, and closes those that have lost them. */
  async confirmAll(sessions: readonly Session[]): Promise<void> {
    const before = performance.now();
    const agents = sessions.map((session) => session.principal).filter((principal) => principal.kind === 'agent');
    const customers = sessions.map((session) => session.principal).filter((principal) => principal.kind === 'customer');
    const ofAgents = await this.principals.checkAgents(agents);
    const ofCustomers = await this.principals.checkCustomers(customers);
    for (const session of sessions) {
      const { principal } = session;
      if (principal.kind === 'agent') {
        const rights = ofAgents.get(principal.family);
        // A sign-in that was not asked for: a new token brought it meanwhile, with rights of its own.
        if (rights === undefined) continue;
        if (rights === 'gone') this.end(session);
        else this.grant(session, { ...principal, name: rights.name, shops: rights.shops }, before);
      } else {
        const rights = ofCustomers.get(principal.id);
        if (rights === undefined || rights === 'gone' || rights === 'blocked') this.end(session);
        else {
          const { aliases } = rights;
          const name = rights.name ?? principal.name;
          // Kept while nothing changed: thousands of new objects at each look would only fill the heap.
          const same = name === principal.name && aliases.join() === principal.aliases.join();
          if (!same) session.principal = { ...principal, aliases, name };
          session.rightsAt = before;
        }
      }
    }
  }

  /** What the database granted at that moment (monotonic ms), be it by a look or by a new token. */
  grant(session: Session, principal: SessionPrincipal, at: number): void {
    const former = session.principal;
    session.principal = principal;
    session.rightsAt = at;
    if (former.kind !== 'agent' || principal.kind !== 'agent') return;
    if (!sameShops(former.shops, principal.shops)) this.regroup(session, principal.shops);
  }

  private end(session: Session): void {
    session.closed = true;
    session.outlet.close(CLOSE.rightGone, 'right gone');
  }

  /** An agent who left a shop watches nothing of it any more; one who joined another sees its list too. */
  private regroup(session: Session, shops: ReadonlyMap<string, ShopRole>): void {
    for (const watch of session.watches.values()) {
      if (watch.shop === '' || shops.has(watch.shop)) continue;
      this.hub.unwatch(session, watch.conversation);
      session.outlet.error('not_found', 'No such conversation', 'watch', { conversation: watch.conversation });
    }
    const { inbox } = session;
    if (shops.size === 0) this.end(session);
    else if (inbox)
      this.hub.joinInboxes(
        session,
        [...shops.keys()].filter((shop) => (inbox.shop ?? shop) === shop),
      );
  }
}

function sameShops(one: ReadonlyMap<string, ShopRole>, other: ReadonlyMap<string, ShopRole>): boolean {
  return one.size === other.size && [...one.keys()].every((shop) => other.has(shop));
}
