// Taking an agent out of a shop. The right ends with the commit; a due job of the same commit gives the agent's
// conversations back to nobody, so that a crash after it loses none. Normally that happens at once.

import { Injectable, Logger } from '@nestjs/common';

import { AccountEvents } from '../auth/account-events.js';
import { requireRank } from '../auth/rights.js';
import { hashOf } from '../auth/secret-hash.js';
import { notFound } from '../common/chat-error.js';
import type { AgentPrincipal } from '../common/principal.js';
import { Membership } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { DueJobs, schedule, unschedule } from '../persistence/due-jobs.js';
import { AssignmentRelease, type RemovedBy } from './assignment-release.js';
import { dropInvitationsOf, lockMembers, requireOtherOwner } from './members.js';

interface Release {
  shopId: string;
  agentId: string;
  by: RemovedBy;
}

const KIND = 'agent.release';
/** The job steps in when the first try, right after the commit, did not come through. */
const STEP_IN_MS = 10_000;

@Injectable()
export class AgentRemovalService {
  private readonly logger = new Logger(AgentRemovalService.name);

  constructor(
    private readonly database: Database,
    private readonly events: AccountEvents,
    private readonly assignments: AssignmentRelease,
    jobs: DueJobs,
  ) {
    jobs.handle(KIND, ({ payload }) => this.release(payload as unknown as Release));
  }

  /** Throws `not_found`, `forbidden` for a role above one's own, `conflict` for the last owner. */
  async remove(by: AgentPrincipal, shopId: string, agentId: string): Promise<void> {
    const release: Release = { shopId, agentId, by: { id: by.id, name: by.name } };
    const subject = hashOf(shopId, agentId);
    await this.database.transaction(async (manager) => {
      const members = await lockMembers(manager, this.database, shopId);
      const role = members.get(agentId);
      if (role === undefined) throw notFound();
      requireRank(by, shopId, role);
      requireOtherOwner(members, agentId);
      await manager.getRepository(Membership).delete({ shopId, agentId });
      await dropInvitationsOf(manager, shopId, agentId);
      const dueAt = this.database.clock.now() + STEP_IN_MS;
      await schedule(manager, { kind: KIND, subject, payload: { ...release }, dueAt });
    });
    this.events.rightsChanged('agent', agentId);
    try {
      await this.release(release);
      await this.database.transaction((manager) => unschedule(manager, KIND, subject));
    } catch (error) {
      this.logger.warn({ msg: 'Conversations of a removed agent are released later', shopId, agentId, err: error });
    }
  }

  private async release({ shopId, agentId, by }: Release): Promise<void> {
    const isBack = await this.database.read.getRepository(Membership).existsBy({ shopId, agentId });
    if (!isBack) await this.assignments.release(shopId, agentId, by);
  }
}
