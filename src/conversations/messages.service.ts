// Messages, notes and their corrections: may this principal write here, then the log.

import { Injectable } from '@nestjs/common';

import type { ChatError } from '../common/chat-error.js';
import { type Principal, principalKey } from '../common/principal.js';
import type { Appended, OrderGuard } from '../persistence/log/log-types.js';
import type { Ack } from '../protocol/index.js';
import { ackOf, chatErrorOf } from './appending.js';
import { wrong } from './content-fields.js';
import { CorrectionsService, type EditRequest, type NoteRequest, type RecallRequest } from './corrections.service.js';
import { type MessageDraft, MessageDrafts, type SendRequest } from './message-drafts.js';
import { NamedSends } from './named-sends.js';
import { RefusalsService } from './refusals.service.js';
import { type Sending, SendLines } from './send-lines.js';
import { ShopperSends } from './shopper-sends.js';

@Injectable()
export class MessagesService {
  private readonly lines = new SendLines();

  constructor(
    private readonly drafts: MessageDrafts,
    private readonly named: NamedSends,
    private readonly shopper: ShopperSends,
    private readonly corrections: CorrectionsService,
    private readonly refusals: RefusalsService,
  ) {}

  /**
   * Sends a message. While memory knows all that is needed it reaches the log before this call returns; what one sender
   * sends to a conversation keeps its order in any case. Rejects with a `ChatError`.
   */
  async send(principal: Principal, request: SendRequest, order?: OrderGuard): Promise<Ack> {
    const { id, conversation } = request;
    try {
      const draft = this.drafts.begin(principal, request, order);
      const sending = this.sendingOf(draft, conversation);
      return ackOf(id, await this.lines.run(lineOf(principal, conversation), sending));
    } catch (error) {
      const place = this.refusals.settle(principal, id, error, conversation);
      return ackOf(id, await place.catch((refusal: unknown) => breakOrder(chatErrorOf(refusal), order)));
    }
  }

  note(principal: Principal, request: NoteRequest): Promise<Ack> {
    return this.answer(principal, request, this.corrections.note(principal, request));
  }

  edit(principal: Principal, request: EditRequest): Promise<Ack> {
    return this.answer(principal, request, this.corrections.edit(principal, request));
  }

  recall(principal: Principal, request: RecallRequest): Promise<Ack> {
    return this.answer(principal, request, this.corrections.recall(principal, request));
  }

  private async answer(
    principal: Principal,
    { id, conversation }: { id: string; conversation: string },
    task: Promise<Appended>,
  ): Promise<Ack> {
    return ackOf(id, await task.catch((error: unknown) => this.refusals.settle(principal, id, error, conversation)));
  }

  private sendingOf(draft: MessageDraft, conversationId: string | undefined): Sending<Appended> {
    if (conversationId !== undefined) return this.named.sending(draft, conversationId);
    if (draft.principal.kind !== 'customer') throw wrong('conversation');
    return this.shopper.sending(draft, draft.principal);
  }
}

/** A shopper has one line, for it may name its conversation or not; others have one for each conversation. */
function lineOf(principal: Principal, conversationId: string | undefined): string {
  const key = principalKey(principal);
  return principal.kind === 'customer' || conversationId === undefined ? key : `${key} ${conversationId}`;
}

/** What comes behind a send that must come again has to wait for it. */
function breakOrder(refusal: ChatError, order: OrderGuard | undefined): never {
  if (refusal.retryable && order) order.broken = true;
  throw refusal;
}
