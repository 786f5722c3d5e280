// Sends of a shopper that names no conversation: to its active one, which is found, opened again, or made.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import type { CustomerPrincipal } from '../common/principal.js';
import { EventLog } from '../persistence/log/event-log.js';
import type { Appended } from '../persistence/log/log-types.js';
import type { Content } from '../protocol/index.js';
import { ActiveConversations } from './active-conversations.js';
import { messageAppend, type MessageDraft, MessageDrafts } from './message-drafts.js';
import { OpeningsService } from './openings.service.js';
import type { Sending } from './send-lines.js';
import { ShopSettings } from './shop-settings.js';

/** Conversations tried for one message: each can be closed by someone while it is on its way. */
const TRIES = 4;

@Injectable()
export class ShopperSends {
  constructor(
    private readonly log: EventLog,
    private readonly active: ActiveConversations,
    private readonly openings: OpeningsService,
    private readonly settings: ShopSettings,
    private readonly drafts: MessageDrafts,
  ) {}

  /** Straight while the active conversation is known; carefully when it turns out to be closed. */
  sending(draft: MessageDraft, customer: CustomerPrincipal): Sending<Appended> {
    const { cleaned } = draft;
    const conversationId = this.active.cached(customer.id);
    const reopenDays = this.settings.cachedReopenDays(customer.shop);
    const careful = () => this.place(draft, customer);
    if (conversationId === undefined || reopenDays === undefined || !('content' in cleaned)) return { careful };
    const to = { shopId: customer.shop, conversationId, reopenDays };
    return { careful, moves: isClosed, straight: () => this.log.append(messageAppend(draft, cleaned.content, to)) };
  }

  private async place(draft: MessageDraft, customer: CustomerPrincipal): Promise<Appended> {
    const reopenDays = await this.settings.reopenDays(customer.shop);
    const content = await this.drafts.complete(draft.cleaned, draft.sender, customer.shop);
    const tried = new Set<string>();
    let conversationId = await this.active.find(customer, tried);
    for (let attempt = 0; attempt < TRIES; attempt++) {
      if (conversationId === undefined) {
        const outcome = await this.open(draft, customer, content);
        if (outcome.kind === 'opened') return this.learnt(customer, outcome.appended);
        conversationId = outcome.conversationId;
      }
      try {
        const to = { shopId: customer.shop, conversationId, reopenDays };
        return this.learnt(customer, await this.log.append(messageAppend(draft, content, to)));
      } catch (error) {
        if (!isClosed(error)) throw error;
        tried.add(conversationId);
        this.active.forget(customer.id);
        conversationId = await this.active.find(customer, tried);
      }
    }
    throw new ChatError('conflict', 'The conversation was closed again and again: try once more');
  }

  private open(draft: MessageDraft, customer: CustomerPrincipal, content: Content) {
    const { order, replyTo, sender, clientId } = draft;
    if (order?.broken) throw new ChatError('conflict', 'An earlier message must come first');
    if (replyTo !== undefined) throw new ChatError('invalid', 'Not valid: replyTo', { fields: ['replyTo'] });
    const { id: customerId, shop: shopId } = customer;
    return this.openings.open({ shopId, customerId, customer, sender, clientId, source: 'widget', content });
  }

  /** A repeat may be answered with an old conversation. */
  private learnt(customer: CustomerPrincipal, appended: Appended): Appended {
    if (!appended.duplicate) this.active.learn(customer.id, appended.conversationId);
    return appended;
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof ChatError && (error.code === 'closed' || error.code === 'not_found');
}
