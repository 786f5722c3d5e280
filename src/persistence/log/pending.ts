// Appends that wait for their lane: fair by shop, first come first served within one, each with its deadline.

import { ChatError } from '../../common/chat-error.js';
import type { Append, Appended } from './log-types.js';

/** An append on its way. Once it is answered, later answers are dropped. */
export class Pending {
  settled = false;
  /** An earlier try may have committed it. */
  suspect = false;

  constructor(
    readonly append: Append,
    /** Monotonic time in ms after which it is answered `unavailable`. */
    readonly deadline: number,
    private readonly resolve: (appended: Appended) => void,
    private readonly reject: (error: ChatError) => void,
  ) {}

  done(appended: Appended): void {
    if (this.settled) return;
    this.settled = true;
    this.resolve(appended);
  }

  refuse(error: ChatError): void {
    if (this.settled) return;
    this.settled = true;
    if (error.retryable && this.append.order) this.append.order.broken = true;
    this.reject(error);
  }

  /** Answers that nobody knows yet: retryable, and never a "no". */
  expire(): void {
    this.refuse(new ChatError('unavailable', 'The database did not answer in time', { retryAfterMs: 1000 }));
  }
}

/** A queue for each shop; taking goes round the shops, so that a busy one cannot starve the rest. */
export class FairQueue {
  private readonly shops = new Map<string, Pending[]>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  push(pending: Pending): void {
    const queue = this.shops.get(pending.append.shopId);
    if (queue) queue.push(pending);
    else this.shops.set(pending.append.shopId, [pending]);
    this.count += 1;
  }

  /** Puts back what was taken before anything that waits now, in its order. */
  putBack(pendings: readonly Pending[]): void {
    for (const pending of [...pendings].reverse()) {
      const queue = this.shops.get(pending.append.shopId);
      if (queue) queue.unshift(pending);
      else this.shops.set(pending.append.shopId, [pending]);
      this.count += 1;
    }
  }

  /** Up to `most` appends that are not answered yet: an equal share of each shop first, then what is left. */
  take(most: number): Pending[] {
    const taken: Pending[] = [];
    while (taken.length < most && this.shops.size > 0) {
      const share = Math.max(1, Math.floor((most - taken.length) / this.shops.size));
      for (const [shop, queue] of [...this.shops]) {
        const part = queue.splice(0, Math.min(share, most - taken.length));
        this.count -= part.length;
        for (const pending of part) if (!pending.settled) taken.push(pending);
        if (queue.length === 0) this.shops.delete(shop);
        else if (part.length > 0) {
          // Back of the round: whoever was served waits for the others.
          this.shops.delete(shop);
          this.shops.set(shop, queue);
        }
        if (taken.length >= most) break;
      }
    }
    return taken;
  }

  /** Expires what waited too long. */
  expire(now: number): void {
    for (const [shop, queue] of this.shops) {
      const live = queue.filter((pending) => {
        if (now >= pending.deadline) pending.expire();
        return !pending.settled;
      });
      this.count -= queue.length - live.length;
      if (live.length === 0) this.shops.delete(shop);
      else this.shops.set(shop, live);
    }
  }
}
