// An agent leaves a shop: its unresolved conversations there belong to nobody again.

import { Injectable } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { principalKey } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import { EventLog } from '../persistence/log/event-log.js';
import type { Decision, Sender, Situation } from '../persistence/log/log-types.js';
import { AssignmentRelease, type RemovedBy } from '../shops/assignment-release.js';
import { decideChange } from './change.js';

const AT_ONCE = 100;
const WHY = 'left the shop';

@Injectable()
export class AssignmentReleaseService extends AssignmentRelease {
  constructor(
    private readonly log: EventLog,
    private readonly database: Database,
  ) {
    super();
  }

  override async release(shopId: string, agentId: string, by: RemovedBy): Promise<void> {
    const sender: Sender = { key: principalKey({ kind: 'agent', id: by.id }), role: 'agent', name: by.name };
    const decide = ({ head, at }: Situation): Decision =>
      head.assigneeId === agentId
        ? decideChange(head, at, { untilMs: null, assignee: null, why: WHY })
        : { events: [] };
    for (;;) {
      const ids = await this.assigned(shopId, agentId);
      const appends = ids.map((conversationId) =>
        this.log.append({ shopId, conversationId, sender, clientId: newId(), decide }),
      );
      await Promise.all(appends);
      if (ids.length < AT_ONCE) return;
    }
  }

  private async assigned(shopId: string, agentId: string): Promise<string[]> {
    const sql = `SELECT id FROM conversation WHERE assignee_id = ? AND status IN ('open', 'pending', 'snoozed')
      AND shop_id = ? LIMIT ${AT_ONCE}`;
    return (await this.database.rows<{ id: string }>(sql, [agentId, shopId])).map(({ id }) => id);
  }
}
