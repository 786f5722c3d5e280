// Where wakes end: each goes to the loops and sessions of this node that it concerns.

import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

import { Router } from '../cluster/router.js';
import type { ConversationWake, MarksWake, RightsWake, TypingWake, Wake } from '../cluster/wake.js';
import { MarkStore } from '../persistence/mark-store.js';
import { isAway } from '../persistence/sql-errors.js';
import { Compare } from './compare.js';
import { Hub } from './hub.js';
import { InboxFeed } from './inbox-feed.js';
import { PresenceFeed } from './presence.js';
import { Pump } from './pump.js';
import { RightsKeeper } from './rights-keeper.js';
import { Sweep } from './sweep.js';

/** The feeds beside the pump. */
@Injectable()
export class Feeds {
  constructor(
    readonly inboxes: InboxFeed,
    readonly presence: PresenceFeed,
    readonly rights: RightsKeeper,
    readonly sweep: Sweep,
  ) {}
}

@Injectable()
export class Wakes implements OnModuleInit {
  private readonly logger = new Logger('Wakes');
  private markIds = new Set<string>();

  constructor(
    private readonly router: Router,
    private readonly hub: Hub,
    private readonly pump: Pump,
    private readonly compare: Compare,
    private readonly marks: MarkStore,
    private readonly feeds: Feeds,
  ) {}

  onModuleInit(): void {
    this.router.onWake((wakes) => {
      for (const wake of wakes) this.one(wake);
    });
  }

  private one(wake: Wake): void {
    switch (wake.kind) {
      case 'conversation':
        this.conversation(wake);
        break;
      case 'marks':
        this.marked(wake);
        break;
      case 'typing':
        this.typing(wake);
        break;
      case 'presence':
        this.feeds.presence.heard(wake);
        break;
      case 'rights':
        this.rights(wake);
        break;
    }
  }

  private conversation(wake: ConversationWake): void {
    for (const watch of this.hub.watchesOf(wake.conversation))
      this.pump.wake(watch, wake.end[watch.session.audience], wake.inline);
    if (this.hub.sessionsOf(wake.customer).size > 0) this.feeds.sweep.watchOwn(wake.customer, wake.conversation);
    this.feeds.inboxes.changed(wake.shop, wake.conversation);
  }

  /** Marks are read once for all that changed in this turn. */
  private marked(wake: MarksWake): void {
    this.feeds.inboxes.changed(wake.shop, wake.conversation);
    if (this.hub.watchesOf(wake.conversation).size === 0) return;
    if (this.markIds.size === 0) {
      setImmediate(() => {
        const ids = [...this.markIds];
        this.markIds = new Set();
        this.bringMarks(ids).catch((error: unknown) => {
          if (!isAway(error)) this.logger.error({ msg: 'Marks could not be brought', err: error });
        });
      });
    }
    this.markIds.add(wake.conversation);
  }

  private async bringMarks(ids: readonly string[]): Promise<void> {
    for (const [id, mark] of await this.marks.of(ids)) {
      for (const watch of this.hub.watchesOf(id)) this.compare.bringMarks(watch, mark);
    }
  }

  private typing({ conversation, who, on }: TypingWake): void {
    for (const { session, shop } of this.hub.watchesOf(conversation)) {
      if (session.principal.id !== who.id && this.feeds.rights.fresh(session, shop))
        session.frame('typing', { conversation, who, on });
    }
  }

  private rights({ who }: RightsWake): void {
    for (const session of this.hub.sessionsOf(who)) this.feeds.rights.confirm(session).catch(() => undefined);
  }
}
