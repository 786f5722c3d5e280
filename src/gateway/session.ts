// Session: one live connection of a principal after its hello, and what it watches.

import type { AgentPrincipal, CustomerPrincipal } from '../common/principal.js';
import type { Audience, InboxFilter, ServerFrameName, ServerFrames, Side } from '../protocol/index.js';
import type { Outlet } from './outlet.js';

/** Principals that can hold a session. */
export type SessionPrincipal = AgentPrincipal | CustomerPrincipal;

/** One conversation that a session is pushed. Times are monotonic milliseconds. */
export interface Watch {
  readonly session: Session;
  readonly conversation: string;
  /** Empty until the right to it was checked; nothing is pushed before. */
  shop: string;
  customer: string;
  /** Last event of this audience that was pushed. */
  pushed: number;
  /** End of the log for this audience, as far as known. */
  end: number;
  /** Last event that the client confirmed. */
  confirmed: number;
  /** Since when a push waits for its confirmation; 0: none waits. */
  unconfirmedSince: number;
  /** It was pushed once more already. */
  repushed: boolean;
  /** Its loop runs. */
  running: boolean;
  /** The client knows already that its cursor counts no more. */
  resetTold: boolean;
  /** Tries in a row that found nothing although a hint said there is more. */
  emptyTries: number;
  marksVersion: number;
}

export class Session {
  readonly watches = new Map<string, Watch>();
  inbox: InboxFilter | null = null;
  /** Shops whose changed rows are brought to it. */
  inboxShops: string[] = [];
  closed = false;
  /** It waits for its full out-queue to drain. */
  waiting = false;
  /** It was told that its token ends. */
  warned = false;

  constructor(
    readonly outlet: Outlet,
    public principal: SessionPrincipal,
    /** When its token ends, database time. */
    public expiresAt: number,
    readonly device: string,
    /** When the database was last asked for its rights, monotonic ms. */
    public rightsAt: number,
  ) {}

  get id(): string {
    return this.outlet.id;
  }

  get audience(): Audience {
    return this.principal.kind === 'agent' ? 'agents' : 'all';
  }

  get side(): Side {
    return this.principal.kind === 'agent' ? 'shop' : 'customer';
  }

  /** Whether it has any right in a shop, as of the last confirmation. */
  belongsTo(shop: string): boolean {
    return this.principal.kind === 'agent' ? this.principal.shops.has(shop) : this.principal.shop === shop;
  }

  frame<N extends ServerFrameName>(event: N, data: ServerFrames[N]): boolean {
    return this.outlet.frame(event, data);
  }

  watch(conversation: string, cursor: number): Watch {
    const watch: Watch = {
      session: this,
      conversation,
      shop: '',
      customer: '',
      pushed: cursor,
      end: cursor,
      confirmed: cursor,
      unconfirmedSince: 0,
      repushed: false,
      running: false,
      resetTold: false,
      emptyTries: 0,
      marksVersion: -1,
    };
    this.watches.set(conversation, watch);
    return watch;
  }
}
