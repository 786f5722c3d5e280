// Tells sign-in which conversation a shopper has.

import { Injectable } from '@nestjs/common';

import { ConversationSummary } from '../auth/conversation-summary.js';
import type { CustomerPrincipal } from '../common/principal.js';
import type { ConversationSnapshot } from '../protocol/index.js';
import { OwnConversations } from './own-conversations.js';

@Injectable()
export class ConversationSummaryService extends ConversationSummary {
  constructor(private readonly mine: OwnConversations) {
    super();
  }

  override activeOf(customer: CustomerPrincipal): Promise<ConversationSnapshot | null> {
    return this.mine.activeOf(customer);
  }
}
