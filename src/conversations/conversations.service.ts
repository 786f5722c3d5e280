// Conversations as a whole: started, changed, rated, and shown to either side.

import { Injectable } from '@nestjs/common';

import type { AgentPrincipal, CustomerPrincipal, Principal } from '../common/principal.js';
import { LogReader } from '../persistence/log-reader.js';
import type {
  Ack,
  ChangeRequest,
  ConversationRow,
  ConversationSnapshot,
  RatingRequest,
  StartConversationRequest,
} from '../protocol/index.js';
import { AccessService, noConversation } from './access.service.js';
import { ackOf, chatErrorOf } from './appending.js';
import { type Appending, ChangesService } from './changes.service.js';
import { ConversationRows } from './conversation-rows.js';
import { OwnConversations } from './own-conversations.js';
import { StartsService } from './starts.service.js';

/** What became of a call: `appended` is false where nothing was to be changed, or it was a repeat. */
export interface Changed {
  ack: Ack;
  appended: boolean;
}

@Injectable()
export class ConversationsService {
  constructor(
    private readonly access: AccessService,
    private readonly changes: ChangesService,
    private readonly starts: StartsService,
    private readonly mine: OwnConversations,
    private readonly reader: LogReader,
    private readonly rows: ConversationRows,
  ) {}

  /** Starts one with a customer of the shop. Where one is active already, that is the answer, and it gets the content. */
  start(principal: Principal, request: StartConversationRequest, id: string): Promise<Changed> {
    return answer(id, this.starts.start(principal, request, id));
  }

  /** Sets status, assignee, priority, tags: an event each, in one commit; `id` belongs to the first. */
  change(
    principal: Principal,
    conversationId: string,
    request: ChangeRequest,
    how: { id: string; ifMatch?: number },
  ): Promise<Changed> {
    return answer(how.id, this.changes.change(principal, conversationId, request, how));
  }

  /** A shopper's opinion of its own conversation. */
  async rate(principal: Principal, conversationId: string, request: RatingRequest, id: string): Promise<Ack> {
    return (await answer(id, this.changes.rate(principal, conversationId, request, id))).ack;
  }

  /** A row for the shop's side, the shopper's snapshot for the shopper. */
  async snapshot(principal: Principal, conversationId: string): Promise<ConversationRow | ConversationSnapshot> {
    const { side } = await this.access.access(principal, conversationId);
    const head = await this.reader.head(conversationId);
    if (!head) throw noConversation();
    const [snapshot] = side === 'shop' ? await this.rows.forShop([head]) : await this.rows.forCustomer([head]);
    if (!snapshot) throw noConversation();
    return snapshot;
  }

  /** A shopper's conversations, the active one first, at most 20. */
  own(customer: CustomerPrincipal): Promise<ConversationSnapshot[]> {
    return this.mine.ofCustomer(customer);
  }

  /** An agent's assigned open conversations, newest activity first, at most 200. */
  assignedOpen(agent: AgentPrincipal): Promise<ConversationRow[]> {
    return this.mine.ofAgent(agent);
  }
}

async function answer(id: string, task: Promise<Appending>): Promise<Changed> {
  try {
    const { appended, changed } = await task;
    return { ack: ackOf(id, appended), appended: changed && !appended.duplicate };
  } catch (error) {
    throw chatErrorOf(error);
  }
}
