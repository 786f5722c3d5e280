// Messages, notes and their corrections: may this principal write here, then the log.

import { Injectable } from '@nestjs/common';

import { type Principal, principalKey } from '../common/principal.js';
import type { Appended, OrderGuard } from '../persistence/log/log-types.js';
import type { Ack } from '../protocol/index.js';
import { ackOf, chatErrorOf } from './appending.js';
import { wrong } from './content-fields.js';
import { CorrectionsService, type EditRequest, type NoteRequest, type RecallRequest } from './corrections.service.js';
import { type MessageDraft, MessageDrafts, type SendRequest } from './message-drafts.js';
import { NamedSends } from './named-sends.js';
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
  ) {}

  /**
   * Sends a message. While memory knows all that is needed it reaches the log before this call returns; what one sender
   * sends to a conversation keeps its order in any case. Rejects with a `ChatError`.
   */
  async send(principal: Principal, request: SendRequest, order?: OrderGuard): Promise<Ack> {
    try {
      const draft = this.drafts.begin(principal, request, order);
      const sending = this.sendingOf(draft, request.conversation);
      return ackOf(request.id, await this.lines.run(lineOf(principal, request.conversation), sending));
    } catch (error) {
      const refusal = chatErrorOf(error);
      if (refusal.retryable && order) order.broken = true;
      throw refusal;
    }
  }

  note(principal: Principal, request: NoteRequest): Promise<Ack> {
    return answer(request.id, this.corrections.note(principal, request));
  }

  edit(principal: Principal, request: EditRequest): Promise<Ack> {
    return answer(request.id, this.corrections.edit(principal, request));
  }

  recall(principal: Principal, request: RecallRequest): Promise<Ack> {
    return answer(request.id, this.corrections.recall(principal, request));
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

async function answer(id: string, task: Promise<Appended>): Promise<Ack> {
  try {
    return ackOf(id, await task);
  } catch (error) {
    throw chatErrorOf(error);
  }
}
