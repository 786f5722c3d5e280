// A message on its way to the log: judged as far as memory allows, completed from the database where it names a file,
// and turned into an append.

import { Injectable } from '@nestjs/common';

import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { sees } from '../persistence/event-wire.js';
import type { Append, OrderGuard, Sender, Situation } from '../persistence/log/log-types.js';
import type { Audience, Content } from '../protocol/index.js';
import { noConversation } from './access.service.js';
import { audienceOf, senderOf } from './actor.js';
import { clientIdOf } from './appending.js';
import { RecentBlocks } from './blocks.js';
import { cleanContent, type Cleaned } from './content.js';
import { wrong } from './content-fields.js';
import { FileContents } from './file-contents.js';
import { customerWrites, shopWrites } from './life.js';

/** A message to be sent. A shopper may leave the conversation out. */
export interface SendRequest {
  id: string;
  conversation?: string;
  content: Content;
  replyTo?: number;
}

/** A message that is in order as far as memory tells. */
export interface MessageDraft {
  clientId: string;
  principal: Principal;
  sender: Sender;
  cleaned: Cleaned;
  replyTo?: number;
  order?: OrderGuard;
}

/** Where a message goes. `reopenDays`: of the shop; counts for shoppers only. */
export interface Destination {
  shopId: string;
  conversationId: string;
  reopenDays: number;
}

@Injectable()
export class MessageDrafts {
  constructor(
    private readonly config: Config,
    private readonly files: FileContents,
    private readonly blocks: RecentBlocks,
  ) {}

  /** Throws what can be told at once: `invalid`, `too_large`, `unsupported`, `blocked`. */
  begin(principal: Principal, { id, content, replyTo }: SendRequest, order?: OrderGuard): MessageDraft {
    const clientId = clientIdOf(id);
    this.blocks.check(principal);
    if (replyTo !== undefined && !(Number.isSafeInteger(replyTo) && replyTo > 0)) throw wrong('replyTo');
    return {
      clientId,
      principal,
      sender: senderOf(principal),
      cleaned: this.clean(principal, content),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(order ? { order } : {}),
    };
  }

  /** Any content of this principal, judged without the database. */
  clean(principal: Principal, content: unknown): Cleaned {
    return cleanContent(content, { textLength: this.config.limits.wire.textLength, verified: isTrusted(principal) });
  }

  /** The whole content. Throws `not_found` for a file that is not the sender's to send. */
  async complete(cleaned: Cleaned, sender: Sender, shopId: string): Promise<Content> {
    return 'content' in cleaned ? cleaned.content : this.files.complete(cleaned.mention, sender, shopId);
  }
}

/** The append of a message whose content is whole. */
export function messageAppend(draft: MessageDraft, content: Content, to: Destination): Append {
  const { principal, sender, clientId, replyTo, order } = draft;
  const writing = { role: sender.role, content, ...(replyTo === undefined ? {} : { replyTo }) };
  const isCustomer = principal.kind === 'customer';
  return {
    shopId: to.shopId,
    conversationId: to.conversationId,
    sender,
    clientId,
    ...(order ? { order } : {}),
    ...(replyTo !== undefined && isCustomer ? { needs: { seq: replyTo, edits: false } } : {}),
    decide: (situation) => {
      const { head, at } = situation;
      if (isCustomer && head.customerId !== principal.id && !principal.aliases.includes(head.customerId)) {
        throw noConversation();
      }
      if (replyTo !== undefined) checkReply(replyTo, situation, audienceOf(principal));
      return isCustomer ? customerWrites(head, at, writing, to.reopenDays) : shopWrites(head, at, writing);
    },
  };
}

/** One may reply to what one sees. */
function checkReply(replyTo: number, { head, row }: Situation, audience: Audience): void {
  const isSeen = audience === 'agents' ? replyTo <= head.lastSeq : row !== undefined && sees(row, audience);
  if (!isSeen) throw wrong('replyTo');
}

/** A card is as true as its way here: a shopper's page can say anything. */
function isTrusted(principal: Principal): boolean {
  return principal.kind !== 'customer';
}
