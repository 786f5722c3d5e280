// Changes of a conversation by its people: status, assignee, priority, tags; and the shopper's rating.

import { Injectable } from '@nestjs/common';

import type { Principal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import { EventLog } from '../persistence/log/event-log.js';
import type { Append, Appended } from '../persistence/log/log-types.js';
import { type ChangeRequest, FIELD_LIMITS, type RatingRequest } from '../protocol/index.js';
import { AccessService, noConversation } from './access.service.js';
import { senderOf } from './actor.js';
import { clientIdOf } from './appending.js';
import { decideChange, StaleVersion } from './change.js';
import { changeOf } from './change-request.js';
import { cleanLine } from './content.js';
import { wrong } from './content-fields.js';
import { InboxService } from './inbox.service.js';
import { ChatError } from '../common/chat-error.js';

/** What the log answered, and whether it was given anything to append. */
export interface Appending {
  appended: Appended;
  changed: boolean;
}

@Injectable()
export class ChangesService {
  constructor(
    private readonly log: EventLog,
    private readonly access: AccessService,
    private readonly inbox: InboxService,
    private readonly database: Database,
  ) {}

  async change(
    principal: Principal,
    conversationId: string,
    request: ChangeRequest,
    { id, ifMatch }: { id: string; ifMatch?: number },
  ): Promise<Appending> {
    const clientId = clientIdOf(id);
    const { shopId } = await this.access.access(principal, conversationId, 'conversation.change');
    const change = changeOf(request, this.database.clock.now(), ifMatch);
    if (typeof change.assignee === 'string') await this.requireMember(shopId, change.assignee);
    try {
      return await this.append({
        shopId,
        conversationId,
        sender: senderOf(principal),
        clientId,
        decide: ({ head, at }) => decideChange(head, at, change),
      });
    } catch (error) {
      throw error instanceof StaleVersion ? await this.withPresentRow(error, conversationId) : error;
    }
  }

  async rate(principal: Principal, conversationId: string, request: RatingRequest, id: string): Promise<Appending> {
    const clientId = clientIdOf(id);
    const { shopId } = await this.access.access(principal, conversationId, 'conversation.rate');
    const { score, comment } = request;
    const { ratingMin, ratingMax, commentLength } = FIELD_LIMITS;
    if (!Number.isInteger(score) || score < ratingMin || score > ratingMax) throw wrong('score');
    const said = comment === undefined ? {} : { comment: cleanLine(comment, 'comment', commentLength) };
    const own = principal.kind === 'customer' ? [principal.id, ...principal.aliases] : [];
    return this.append({
      shopId,
      conversationId,
      sender: senderOf(principal),
      clientId,
      decide: ({ head }) => {
        if (!own.includes(head.customerId)) throw noConversation();
        return { events: [{ type: 'rating', audience: 'all', body: { score, ...said } }] };
      },
    });
  }

  private async append(append: Append): Promise<Appending> {
    let changed = false;
    const appended = await this.log.append({
      ...append,
      decide: (situation) => {
        const decision = append.decide(situation);
        changed = decision.events.length > 0;
        return decision;
      },
    });
    return { appended, changed };
  }

  private async requireMember(shopId: string, agentId: string): Promise<void> {
    const sql = 'SELECT 1 AS here FROM membership WHERE shop_id = ? AND agent_id = ?';
    if ((await this.database.rows(sql, [shopId, agentId])).length === 0) throw wrong('assignee');
  }

  /** The refusal tells what it is now, so that the asker can decide again. */
  private async withPresentRow(error: StaleVersion, conversationId: string): Promise<ChatError> {
    const [conversation] = await this.inbox.rows([conversationId]);
    const details = { ...error.details, ...(conversation ? { extra: { conversation } } : {}) };
    return new ChatError(error.code, error.message, details);
  }
}
