// Making conversations: the head, its short number, and its first events in one commit.

import { Injectable } from '@nestjs/common';

import { newId } from '../common/ids.js';
import type { CustomerPrincipal } from '../common/principal.js';
import type { Conversation } from '../persistence/entities/index.js';
import { EventLog } from '../persistence/log/event-log.js';
import type { Opened } from '../persistence/log/log-types.js';
import type { Draft, Opening, Sender } from '../persistence/log/log-types.js';
import type { Content, EventBodies } from '../protocol/index.js';
import { AccessService } from './access.service.js';
import { customerWrites, shopWrites, type Writing } from './life.js';
import { ShortNumbers } from './short-numbers.js';

/** For whom, by whom, with what first message. */
export interface FirstWords {
  shopId: string;
  customerId: string;
  /** The shopper itself, when it writes first: its row is made with the conversation. */
  customer?: CustomerPrincipal;
  sender: Sender;
  clientId: string;
  source: EventBodies['opened']['source'];
  content?: Content;
}

@Injectable()
export class OpeningsService {
  constructor(
    private readonly log: EventLog,
    private readonly numbers: ShortNumbers,
    private readonly access: AccessService,
  ) {}

  /** Makes it, or tells which active conversation the customer has already. */
  async open(words: FirstWords): Promise<Opened> {
    const { shopId, customerId, customer, sender, clientId, content } = words;
    const conversation = emptyHead(shopId, customerId, await this.numbers.take(shopId));
    const opened: Draft = { type: 'opened', audience: 'all', body: { source: words.source } };
    const message: Draft[] = content ? [{ type: 'message', audience: 'all', body: { content } }] : [];
    const opening: Opening = {
      conversation,
      ...(customer ? { customer: profileOf(customer) } : {}),
      sender,
      clientId,
      events: [opened, ...message],
      answer: message.length,
      patch: (at) => (content ? firstPatch(conversation, at, { role: sender.role, content }) : {}),
    };
    const outcome = await this.log.open(opening);
    if (outcome.kind === 'opened' && !outcome.appended.duplicate) {
      this.access.learn(conversation.id, { shopId, customerId });
    }
    return outcome;
  }
}

/** The head after `opened` and the first message, by the same rules as any message. */
function firstPatch(conversation: Conversation, at: number, writing: Writing): ReturnType<Opening['patch']> {
  const head: Conversation = Object.assign({}, conversation, { lastSeq: 1 });
  const isCustomer = writing.role === 'customer';
  return (isCustomer ? customerWrites(head, at, writing, 0) : shopWrites(head, at, writing)).patch ?? {};
}

function profileOf({ id, name, profile }: CustomerPrincipal): NonNullable<Opening['customer']> {
  if (profile) return { id, ...profile };
  return { id, externalId: null, name, email: null, phone: null, attributes: null };
}

function emptyHead(shopId: string, customerId: string, number: number): Conversation {
  return {
    id: newId(),
    shopId,
    customerId,
    activeCustomer: customerId,
    number,
    status: 'open',
    snoozedUntil: null,
    assigneeId: null,
    priority: 'normal',
    tags: [],
    lastSeq: 0,
    lastPublicSeq: 0,
    lastEventAt: 0,
    customerCount: 0,
    shopCount: 0,
    waitingSince: null,
    firstReplyAt: null,
    resolvedAt: null,
    previewSeq: 0,
    previewBy: null,
    previewText: null,
    previewAt: null,
    version: 0,
    createdAt: 0,
    changedAt: 0,
  };
}
