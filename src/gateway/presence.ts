// Who is there: customers for the agents who watch them, a shop's agents for its shoppers. Nothing here is stored or lasting.

import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

import { Router } from '../cluster/router.js';
import type { PresenceWake } from '../cluster/wake.js';
import { Agent } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { isAway } from '../persistence/sql-errors.js';
import { type AgentState, type Presence, TIMES } from '../protocol/index.js';
import { Hub } from './hub.js';
import { RightsKeeper } from './rights-keeper.js';
import type { Session } from './session.js';

@Injectable()
export class PresenceFeed implements OnModuleDestroy {
  private readonly logger = new Logger('Presence');
  /** People whose last session ended less than 15 s ago. */
  private readonly leaving = new Map<string, NodeJS.Timeout>();
  /** What agents with a live session chose to show. */
  private readonly chosen = new Map<string, AgentState>();
  private readonly lastShops = new Map<string, readonly string[]>();
  /** What the shoppers of a shop were told last. */
  private readonly told = new Map<string, Presence>();

  constructor(
    private readonly hub: Hub,
    private readonly router: Router,
    private readonly database: Database,
    private readonly rights: RightsKeeper,
  ) {}

  onModuleDestroy(): void {
    for (const timer of this.leaving.values()) clearTimeout(timer);
  }

  /** A session began. */
  arrived(session: Session): void {
    const { id, kind } = session.principal;
    const timer = this.leaving.get(id);
    clearTimeout(timer);
    this.leaving.delete(id);
    const first = this.hub.sessionsOf(id).size === 1 && timer === undefined;
    if (first) this.router.announce([{ kind: 'presence', role: kind, who: id }]);
    if (kind === 'customer') this.tellShop(session, true);
  }

  /** A session ended; the person is gone if no other begins within 15 s. */
  left(session: Session): void {
    const { id, kind } = session.principal;
    if (this.hub.sessionsOf(id).size > 0) return;
    this.leaving.set(
      id,
      setTimeout(() => {
        this.leaving.delete(id);
        this.chosen.delete(id);
        this.router.announce([{ kind: 'presence', role: kind, who: id }]);
      }, TIMES.offlineAfterMs).unref(),
    );
  }

  /** Word that a person came, went, or shows something else. */
  heard(wake: PresenceWake): void {
    if (wake.role === 'customer') this.tellWatchers(wake.who);
    else {
      this.learn(wake.who).catch((error: unknown) => {
        if (!isAway(error)) this.logger.error({ msg: 'A presence could not be read', err: error });
      });
    }
  }

  /** Tells a session that begins to watch how its customer is. */
  introduce(session: Session, customer: string, conversation: string): void {
    if (session.principal.kind === 'agent')
      session.frame('presence', { who: customer, state: this.of(customer), conversation });
  }

  /** Online while a session lives here or ended less than 15 s ago. */
  of(person: string): Presence {
    return this.hub.sessionsOf(person).size > 0 || this.leaving.has(person) ? 'online' : 'offline';
  }

  private tellWatchers(customer: string): void {
    const state = this.of(customer);
    for (const { session, shop, conversation } of this.hub.watchesOfCustomer(customer)) {
      if (this.rights.fresh(session, shop)) session.frame('presence', { who: customer, state, conversation });
    }
  }

  private async learn(agentId: string): Promise<void> {
    if (this.of(agentId) === 'online') {
      const agent = await this.database.read.getRepository(Agent).findOneBy({ id: agentId });
      if (agent) this.chosen.set(agentId, agent.state);
    }
    const shops = this.shopsOf(agentId);
    for (const shop of shops) for (const session of this.hub.shoppersOf(shop)) this.tellShop(session, false);
    const state =
      this.of(agentId) === 'online' ? (this.chosen.get(agentId) === 'online' ? 'online' : 'away') : 'offline';
    for (const session of this.hub.agents) {
      if (shops.some((shop) => this.rights.fresh(session, shop))) session.frame('presence', { who: agentId, state });
    }
    if (state === 'offline') this.lastShops.delete(agentId);
  }

  /** Shops of an agent: of its live sessions, or the last ones that it had. */
  private shopsOf(agentId: string): readonly string[] {
    for (const { principal } of this.hub.sessionsOf(agentId)) {
      if (principal.kind === 'agent') this.lastShops.set(agentId, [...principal.shops.keys()]);
    }
    return this.lastShops.get(agentId) ?? [];
  }

  /** A shopper sees the shop: online if any agent shows so, away if some are there, else offline. */
  private tellShop(session: Session, always: boolean): void {
    if (session.principal.kind !== 'customer') return;
    const { shop } = session.principal;
    const state = this.ofShop(shop);
    if (!always && this.told.get(session.id) === state) return;
    this.told.set(session.id, state);
    session.frame('presence', { who: shop, state });
  }

  private ofShop(shop: string): Presence {
    let best: Presence = 'offline';
    for (const session of this.hub.agents) {
      if (!session.belongsTo(shop)) continue;
      if (this.chosen.get(session.principal.id) === 'online') return 'online';
      best = 'away';
    }
    return best;
  }

  /** Forgets what a session was told. */
  forget(session: Session): void {
    this.told.delete(session.id);
  }
}
