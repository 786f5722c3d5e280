// The gateway's regular work: once a second tokens that end and pushes that wait for confirmation, every 5 s the comparison,
// the rights, and the shoppers' own new conversations.

import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';

import { Router } from '../cluster/router.js';
import { Database } from '../persistence/database.js';
import { isAway } from '../persistence/sql-errors.js';
import { CLOSE, TIMES } from '../protocol/index.js';
import { Compare } from './compare.js';
import { Hub } from './hub.js';
import { InboxFeed } from './inbox-feed.js';
import { Pump } from './pump.js';
import { RightsKeeper } from './rights-keeper.js';
import type { Session, Watch } from './session.js';
import { placeholders } from '../persistence/placeholders.js';

const SECOND_MS = 1_000;
/** Sessions whose rights are asked for at a time. */
const PORTION = 500;

@Injectable()
export class Sweep implements OnApplicationBootstrap {
  readonly counters = { repushed: 0, unconfirmedClosed: 0 };
  private readonly logger = new Logger('Sweep');
  private readonly timers: NodeJS.Timeout[] = [];
  private comparing = false;

  constructor(
    private readonly hub: Hub,
    private readonly pump: Pump,
    private readonly compare: Compare,
    private readonly rights: RightsKeeper,
    private readonly inboxes: InboxFeed,
    private readonly database: Database,
    private readonly router: Router,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.push(
      setInterval(() => {
        this.everySecond();
      }, SECOND_MS),
    );
    this.timers.push(setInterval(() => void this.everyFive(), TIMES.compareMs));
    this.router.onBack(() => void this.everyFive());
  }

  /** Goes on until the sockets are drained. */
  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Tokens and confirmations. */
  everySecond(): void {
    const now = performance.now();
    const databaseNow = this.database.clock.now();
    for (const session of this.hub.sessions) {
      if (session.closed) continue;
      this.token(session, databaseNow);
      if (session.watches.size === 0) continue;
      for (const watch of session.watches.values()) this.confirmation(watch, now);
    }
  }

  /** The whole comparison; one at a time. */
  async everyFive(): Promise<void> {
    if (this.comparing) return;
    this.comparing = true;
    try {
      const sessions = [...this.hub.sessions];
      const life = this.database.logId;
      // In portions, so that what they make is garbage of a moment and not of the old kind.
      for (let start = 0; start < sessions.length; start += PORTION) {
        const part = sessions.slice(start, start + PORTION).filter((session) => !session.closed);
        await this.rights.confirmAll(part);
        await this.ownConversations(part);
      }
      await this.compare.all();
      if (this.database.logId !== life) this.resetAll();
      await this.inboxes.compare();
    } catch (error) {
      if (!isAway(error)) this.logger.error({ msg: 'The comparison failed', err: error });
    } finally {
      this.comparing = false;
    }
  }

  private token(session: Session, now: number): void {
    const left = session.expiresAt - now;
    if (left <= 0) session.outlet.close(CLOSE.tokenEnded, 'token ended');
    else if (left < TIMES.expiringMs && !session.warned) {
      session.warned = true;
      session.frame('expiring', { inMs: Math.max(0, left) });
    }
  }

  private confirmation(watch: Watch, now: number): void {
    if (watch.unconfirmedSince === 0) return;
    const waited = now - watch.unconfirmedSince;
    if (waited > TIMES.unconfirmedMs) {
      this.counters.unconfirmedClosed += 1;
      watch.session.outlet.close(CLOSE.dead, 'pushes unconfirmed');
    } else if (waited > TIMES.repushMs && !watch.repushed && watch.session.outlet.writable) {
      watch.repushed = true;
      this.counters.repushed += 1;
      this.pump.again(watch);
    }
  }

  /** Active conversations of connected shoppers that they do not watch yet (made by another device, an agent, another node). */
  private async ownConversations(sessions: readonly Session[]): Promise<void> {
    const customers = sessions.filter((session) => session.principal.kind === 'customer' && !session.closed);
    const ids = [...new Set(customers.map((session) => session.principal.id))];
    if (ids.length === 0) return;
    const sql = `SELECT id, active_customer AS customer FROM conversation WHERE customer_id IN (${placeholders(ids.length)}) AND active_customer IS NOT NULL`;
    for (const row of await this.database.rows<{ id: string; customer: string }>(sql, ids))
      this.watchOwn(row.customer, row.id);
  }

  /** A shopper watches its own conversations by itself, from their beginning where it does not know them. */
  watchOwn(customer: string, conversation: string): void {
    for (const session of this.hub.sessionsOf(customer)) {
      if (session.principal.kind !== 'customer' || session.watches.has(conversation)) continue;
      this.compare.soon(this.hub.watch(session, conversation, 0));
    }
  }

  /** The database was restored: nothing that clients hold can be trusted. */
  private resetAll(): void {
    for (const session of this.hub.sessions) {
      session.frame('reset', { conversation: null, why: 'log' });
      for (const watch of session.watches.values()) this.compare.fromPresentEnd(watch);
    }
  }
}
