// The inbox: conversations of an agent's shops as rows, newest activity first.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import type { Principal } from '../common/principal.js';
import type { ConversationRow, InboxFilter, Page } from '../protocol/index.js';

@Injectable()
export class InboxService {
  list(
    _principal: Principal,
    _filter: InboxFilter,
    _cursor: string | null,
    _limit: number,
  ): Promise<Page<ConversationRow>> {
    return Promise.reject(new ChatError('unsupported', 'Not yet'));
  }

  /** Rows as the shop's side sees them; ids that do not exist are missing. Checks no rights. */
  rows(_ids: readonly string[]): Promise<ConversationRow[]> {
    return Promise.reject(new ChatError('unsupported', 'Not yet'));
  }

  /** Whether a row belongs to a filtered list of an agent. */
  matches(filter: InboxFilter, row: ConversationRow, agentId: string): boolean {
    const assignee = row.assignee?.id ?? 'none';
    const wanted = filter.assignee === 'me' ? agentId : filter.assignee;
    return (
      (filter.shop === undefined || row.shop === filter.shop) &&
      (filter.status === undefined || row.status === filter.status) &&
      (filter.priority === undefined || row.priority === filter.priority) &&
      (filter.tag === undefined || row.tags.includes(filter.tag)) &&
      (filter.unread !== true || row.unread > 0) &&
      (wanted === undefined || assignee === wanted)
    );
  }
}
