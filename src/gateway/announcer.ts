// Announcer: turns what this node committed into wakes, a whole batch at once. An event's frame is encoded once for each audience.

import { Injectable, type OnModuleInit } from '@nestjs/common';

import { AccountEvents } from '../auth/account-events.js';
import { Router } from '../cluster/router.js';
import type { InlineEvent, Wake } from '../cluster/wake.js';
import type { EventRow } from '../persistence/entities/index.js';
import { toWire } from '../persistence/event-wire.js';
import { EventLog } from '../persistence/log/event-log.js';
import type { Committed } from '../persistence/log/log-types.js';
import { MarkStore } from '../persistence/mark-store.js';
import type { Audience } from '../protocol/index.js';

@Injectable()
export class Announcer implements OnModuleInit {
  constructor(
    private readonly log: EventLog,
    private readonly marks: MarkStore,
    private readonly router: Router,
    private readonly accounts: AccountEvents,
  ) {}

  onModuleInit(): void {
    this.log.onCommitted((batch) => {
      this.router.announce(batch.map(conversationWake));
    });
    this.marks.onChanged((changed) => {
      this.router.announce(
        changed.map((mark): Wake => ({
          kind: 'marks',
          conversation: mark.conversationId,
          shop: mark.shopId,
          version: mark.version,
        })),
      );
    });
    this.accounts.onRightsChanged(({ kind, id }) => {
      if (kind !== 'apiKey') this.router.announce([{ kind: 'rights', role: kind, who: id }]);
    });
    this.accounts.onStateChanged(({ agentId }) => {
      this.router.announce([{ kind: 'presence', role: 'agent', who: agentId }]);
    });
  }
}

function conversationWake({ head, events }: Committed): Wake {
  return {
    kind: 'conversation',
    conversation: head.id,
    shop: head.shopId,
    customer: head.customerId,
    end: { all: head.lastPublicSeq, agents: head.lastSeq },
    inline: events.map(inlineEvent),
  };
}

function inlineEvent(row: EventRow): InlineEvent {
  const frames: Partial<Record<Audience, string>> = {};
  return {
    seq: row.seq,
    audience: row.audience,
    after: { all: row.afterPublic, agents: row.seq - 1 },
    frame: (audience) => (frames[audience] ??= JSON.stringify({ event: 'event', data: toWire(row, audience) })),
  };
}
