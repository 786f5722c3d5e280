// Conversations that the shop's side starts with one of its customers.

import { Injectable } from '@nestjs/common';

import { requireRight, roleIn } from '../auth/rights.js';
import { ChatError, notFound } from '../common/chat-error.js';
import { isUuid } from '../common/ids.js';
import type { Principal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import { EventLog } from '../persistence/log/event-log.js';
import { LogReader } from '../persistence/log-reader.js';
import type { Appended } from '../persistence/log/log-types.js';
import type { Content, StartConversationRequest } from '../protocol/index.js';
import type { Appending } from './changes.service.js';
import { messageAppend, type MessageDraft, MessageDrafts } from './message-drafts.js';
import { OpeningsService } from './openings.service.js';
import { senderOf } from './actor.js';
import { clientIdOf } from './appending.js';

interface Target {
  customerId: string;
  shopId: string;
}

@Injectable()
export class StartsService {
  constructor(
    private readonly openings: OpeningsService,
    private readonly drafts: MessageDrafts,
    private readonly log: EventLog,
    private readonly reader: LogReader,
    private readonly database: Database,
  ) {}

  async start(principal: Principal, request: StartConversationRequest, id: string): Promise<Appending> {
    const clientId = clientIdOf(id);
    const { customerId, shopId } = await this.targetOf(principal, request.customer);
    const sender = senderOf(principal);
    const draft =
      request.content === undefined ? undefined : this.drafts.begin(principal, { id, content: request.content });
    const content = draft && (await this.drafts.complete(draft.cleaned, sender, shopId));
    const source = principal.kind === 'apiKey' ? 'api' : 'agent';
    const words = { shopId, customerId, sender, clientId, source } as const;
    const outcome = await this.openings.open(content ? { ...words, content } : words);
    if (outcome.kind === 'opened') return { appended: outcome.appended, changed: true };
    const { conversationId } = outcome;
    if (!draft || !content) return { appended: await this.endOf(conversationId), changed: false };
    return { appended: await this.write(draft, content, { conversationId, shopId }), changed: true };
  }

  private write(
    draft: MessageDraft,
    content: Content,
    to: { conversationId: string; shopId: string },
  ): Promise<Appended> {
    return this.log.append(messageAppend(draft, content, { ...to, reopenDays: 0 }));
  }

  /** A visitor that was claimed is answered as whom it became. Throws `not_found` for a customer of another shop. */
  private async targetOf(principal: Principal, customer: string): Promise<Target> {
    const sql = 'SELECT id, shop_id, claimed_by FROM customer WHERE id = ?';
    const [row] = isUuid(customer)
      ? await this.database.rows<{ id: string; shop_id: string; claimed_by: string | null }>(sql, [customer])
      : [];
    if (!row || roleIn(principal, row.shop_id) === undefined) throw notFound('No such customer');
    if (requireRight(principal, row.shop_id, 'conversation.start') !== true) {
      throw new ChatError('forbidden', 'Your role does not allow this');
    }
    return { customerId: row.claimed_by ?? row.id, shopId: row.shop_id };
  }

  private async endOf(conversationId: string): Promise<Appended> {
    const head = await this.reader.head(conversationId);
    if (!head) throw notFound('No such conversation');
    return { conversationId, seq: head.lastSeq, at: head.lastEventAt, duplicate: false };
  }
}
