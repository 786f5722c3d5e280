// Sends to a conversation that the sender names.

import { Injectable } from '@nestjs/common';

import { type Appended } from '../persistence/log/log-types.js';
import { EventLog } from '../persistence/log/event-log.js';
import { type Access, AccessService } from './access.service.js';
import { messageAppend, type MessageDraft, MessageDrafts } from './message-drafts.js';
import type { Sending } from './send-lines.js';
import { ShopSettings } from './shop-settings.js';

@Injectable()
export class NamedSends {
  constructor(
    private readonly log: EventLog,
    private readonly access: AccessService,
    private readonly settings: ShopSettings,
    private readonly drafts: MessageDrafts,
  ) {}

  /** Straight while memory knows all that is needed. Throws what memory can refuse. */
  sending(draft: MessageDraft, conversationId: string): Sending<Appended> {
    const { principal, cleaned } = draft;
    const access = this.access.cached(principal, conversationId, 'message.send');
    const reopenDays = access && this.cachedDays(access);
    const careful = () => this.careful(draft, conversationId);
    if (!access || reopenDays === undefined || !('content' in cleaned)) return { careful };
    const to = { shopId: access.shopId, conversationId, reopenDays };
    return { careful, straight: () => this.log.append(messageAppend(draft, cleaned.content, to)) };
  }

  private async careful(draft: MessageDraft, conversationId: string): Promise<Appended> {
    const access = await this.access.access(draft.principal, conversationId, 'message.send');
    const { shopId, side } = access;
    const reopenDays = side === 'customer' ? await this.settings.reopenDays(shopId) : 0;
    const content = await this.drafts.complete(draft.cleaned, draft.sender, shopId);
    return this.log.append(messageAppend(draft, content, { shopId, conversationId, reopenDays }));
  }

  /** The shop's side opens a resolved conversation at any time. */
  private cachedDays({ side, shopId }: Access): number | undefined {
    return side === 'customer' ? this.settings.cachedReopenDays(shopId) : 0;
  }
}
