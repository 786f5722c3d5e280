// Pages of a conversation's log, forward and backward, as the asker's audience sees it.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import type { Principal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { toWire } from '../persistence/event-wire.js';
import { LogReader } from '../persistence/log-reader.js';
import { DEFAULT_PAGE, type EventsPage } from '../protocol/index.js';
import { AccessService, noConversation } from './access.service.js';
import { wrong } from './content-fields.js';

/** Where a page begins. Neither: the newest page. */
export interface PageRequest {
  after?: number;
  before?: number;
  limit?: number;
}

@Injectable()
export class EventPages {
  constructor(
    private readonly access: AccessService,
    private readonly reader: LogReader,
    private readonly config: Config,
  ) {}

  /** `limit` is clamped. Throws `invalid`, and `conflict` with `reset` where `after` lies beyond the end of the log. */
  async page(principal: Principal, conversationId: string, request: PageRequest): Promise<EventsPage> {
    const { after, before } = request;
    const limit = Math.min(
      this.config.limits.wire.pageEvents,
      Math.max(1, seqOf('limit', request.limit) ?? DEFAULT_PAGE),
    );
    if (seqOf('after', after) !== undefined && seqOf('before', before) !== undefined) throw wrong('before');
    const { audience } = await this.access.access(principal, conversationId);
    const head = await this.reader.head(conversationId);
    if (!head) throw noConversation();
    const end = audience === 'agents' ? head.lastSeq : head.lastPublicSeq;
    if (after !== undefined && after > end) throw beyondEnd();
    const start = after !== undefined ? { after } : before !== undefined ? { before } : {};
    const { rows, more } = await this.reader.page(conversationId, audience, { ...start, limit });
    const events = rows.map((row) => toWire(row, audience));
    const last = Math.max(end, events.at(-1)?.seq ?? 0);
    return { conversation: conversationId, after: events[0]?.after ?? after ?? last, events, last, more };
  }
}

function seqOf(name: string, value: number | undefined): number | undefined {
  if (value !== undefined && (!Number.isSafeInteger(value) || value < 0)) throw wrong(name);
  return value;
}

/** The cursor belongs to another life of the log: begin anew. */
function beyondEnd(): ChatError {
  return new ChatError('conflict', 'This lies beyond the end of the log', { retryable: false, extra: { reset: true } });
}
