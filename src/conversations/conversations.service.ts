// Conversations as a whole: started, changed, rated, and shown to either side.

import { Injectable } from '@nestjs/common';

import type { AgentPrincipal, CustomerPrincipal, Principal } from '../common/principal.js';
import type {
  Ack,
  ChangeRequest,
  ConversationRow,
  ConversationSnapshot,
  RatingRequest,
  StartConversationRequest,
} from '../protocol/index.js';
import { ackOf } from './appending.js';
import { type Appending, ChangesService } from './changes.service.js';
import { OwnConversations } from './own-conversations.js';
import { RefusalsService } from './refusals.service.js';
import { StartsService } from './starts.service.js';

/** What became of a call: `appended` is false where nothing was to be changed, or it was a repeat. */
export interface Changed {
  ack: Ack;
  appended: boolean;
}

@Injectable()
export class ConversationsService {
  constructor(
    private readonly changes: ChangesService,
    private readonly starts: StartsService,
    private readonly mine: OwnConversations,
    private readonly refusals: RefusalsService,
  ) {}

  /** Starts one with a customer of the shop. Where one is active already, that is the answer, and it gets the content. */
  start(principal: Principal, request: StartConversationRequest, id: string): Promise<Changed> {
    return this.answer(principal, id, this.starts.start(principal, request, id));
  }

  /** Sets status, assignee, priority, tags: an event each, in one commit; `id` belongs to the first. */
  change(
    principal: Principal,
    conversationId: string,
    request: ChangeRequest,
    how: { id: string; ifMatch?: number },
  ): Promise<Changed> {
    return this.answer(principal, how.id, this.changes.change(principal, conversationId, request, how), conversationId);
  }

  /** A shopper's opinion of its own conversation. */
  async rate(principal: Principal, conversationId: string, request: RatingRequest, id: string): Promise<Ack> {
    return (await this.answer(principal, id, this.changes.rate(principal, conversationId, request, id), conversationId))
      .ack;
  }

  /** A row for the shop's side, the shopper's snapshot for the shopper. */
  snapshot(principal: Principal, conversationId: string): Promise<ConversationRow | ConversationSnapshot> {
    return this.mine.snapshot(principal, conversationId);
  }

  /** A shopper's conversations, the active one first, at most 20. */
  own(customer: CustomerPrincipal): Promise<ConversationSnapshot[]> {
    return this.mine.ofCustomer(customer);
  }

  /** An agent's assigned open conversations, newest activity first, at most 200. */
  assignedOpen(agent: AgentPrincipal): Promise<ConversationRow[]> {
    return this.mine.ofAgent(agent);
  }

  private async answer(
    principal: Principal,
    id: string,
    task: Promise<Appending>,
    conversationId?: string,
  ): Promise<Changed> {
    try {
      const { appended, changed } = await task;
      return { ack: ackOf(id, appended), appended: changed && !appended.duplicate };
    } catch (error) {
      return { ack: ackOf(id, await this.refusals.settle(principal, id, error, conversationId)), appended: false };
    }
  }
}
