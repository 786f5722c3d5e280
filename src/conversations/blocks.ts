// Shoppers that were blocked on this node a moment ago. Their rights are checked anew every few seconds on every node;
// this closes the seconds until then, without a query for each message.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import type { Principal } from '../common/principal.js';
import { TIMES } from '../protocol/index.js';
import { BoundedMap } from './bounded-map.js';

const MAX_RECENT = 10_000;

@Injectable()
export class RecentBlocks {
  private readonly recent = new BoundedMap<true>(MAX_RECENT, 2 * TIMES.rightMs);

  blocked(customerId: string): void {
    this.recent.set(customerId, true);
  }

  unblocked(customerId: string): void {
    this.recent.delete(customerId);
  }

  /** Throws `blocked`. */
  check(principal: Principal): void {
    if (principal.kind === 'customer' && this.recent.get(principal.id)) {
      throw new ChatError('blocked', 'This shop does not take messages from you');
    }
  }
}
