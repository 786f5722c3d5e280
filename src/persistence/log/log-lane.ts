// One lane of the group commit: appends gather while the commit before them runs, then go in one transaction.

import type { QueryRunner } from 'typeorm';

import { ChatError } from '../../common/chat-error.js';
import type { Database } from '../database.js';
import { isAway, isDuplicateOf, isLostRace } from '../sql-errors.js';
import { type BatchResult, LogBatch, UnknownOutcome } from './log-batch.js';
import type { Append, CommitListener } from './log-types.js';
import { FairQueue, type Pending } from './pending.js';

/** Numbers that bound a lane. */
export interface LaneOptions {
  /** Appends in one transaction, at most. */
  batch: number;
  /** Try again this soon for a conversation that someone else holds locked. */
  lockedRetryMs: number;
  /** A transaction that takes longer has its connection destroyed. */
  hungMs: number;
}

/** What the lane counts; read by metrics. */
export interface LaneCounters {
  commits: number;
  appends: number;
  retries: number;
  unknown: number;
  locked: number;
}

/** Conversations belong to one lane by their id, so that what one sender sends stays in order. */
export class LogLane {
  private readonly queue = new FairQueue();
  /** Appends by conversation that is locked by someone else; tried again on their own, so nobody waits for them. */
  private readonly locked = new Map<string, Pending[]>();
  private readonly inFlight = new Set<Pending>();
  private running = false;
  private runner: QueryRunner | null = null;
  /** Grows whenever a connection is given up. */
  private epoch = 0;
  private lockedTimer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly options: LaneOptions,
    private readonly counters: LaneCounters,
    private readonly onCommitted: CommitListener,
  ) {}

  get size(): number {
    let locked = 0;
    for (const waiting of this.locked.values()) locked += waiting.length;
    return this.queue.size + this.inFlight.size + locked;
  }

  push(pending: Pending): void {
    if (this.joinLocked(pending)) return;
    this.queue.push(pending);
    this.start();
  }

  private joinLocked(pending: Pending): boolean {
    const waiting = this.locked.get(pending.append.conversationId);
    waiting?.push(pending);
    return waiting !== undefined;
  }

  /** Expires what waited longer than its deadline, whether queued, locked or in flight. */
  expire(now: number): void {
    this.queue.expire(now);
    for (const pending of this.inFlight) if (now >= pending.deadline) pending.expire();
    for (const [conversation, waiting] of this.locked) {
      for (const pending of waiting) if (now >= pending.deadline) pending.expire();
      const live = waiting.filter((pending) => !pending.settled);
      if (live.length === 0) this.locked.delete(conversation);
      else this.locked.set(conversation, live);
    }
  }

  /** Waits until everything that was handed in is answered. */
  async idle(): Promise<void> {
    while (this.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await this.release();
  }

  private start(): void {
    if (this.running) return;
    this.running = true;
    // A turn of the event loop later, so that whatever arrived in this one shares the commit.
    setImmediate(() => void this.loop());
  }

  private async loop(): Promise<void> {
    try {
      for (;;) {
        const batch = this.queue.take(this.options.batch);
        if (batch.length === 0) break;
        // What follows a locked append waits with it, or it would overtake.
        const free = batch.filter((pending) => !this.joinLocked(pending));
        if (free.length > 0) await this.settle(free);
      }
    } finally {
      this.running = false;
      if (this.queue.size > 0) this.start();
    }
  }

  /** Tries a batch until each of its appends is answered or set aside as locked. */
  private async settle(batch: readonly Pending[]): Promise<void> {
    let open = batch;
    for (const pending of batch) this.inFlight.add(pending);
    for (let attempt = 0; open.length > 0; attempt++) {
      try {
        open = this.answer(open, await this.commit(open));
      } catch (error) {
        open = open.filter((pending) => !pending.settled);
        open = await this.afterFailure(open, error, attempt);
      }
    }
    for (const pending of batch) this.inFlight.delete(pending);
  }

  private async commit(batch: readonly Pending[]): Promise<BatchResult> {
    const appends = batch.map((pending) => pending.append);
    const suspects = new Set<Append>();
    for (const pending of batch) if (pending.suspect) suspects.add(pending.append);
    return this.database.exclusively(() =>
      this.bounded(async () => {
        const runner = await this.connection();
        return new LogBatch(runner, this.database.dialect, this.database.clock.now(), appends, suspects).run();
      }),
    );
  }

  private answer(batch: readonly Pending[], result: BatchResult): readonly Pending[] {
    this.counters.commits += 1;
    for (const pending of batch) {
      const outcome = result.outcomes.get(pending.append);
      if (outcome?.kind === 'done') {
        this.counters.appends += 1;
        pending.done(outcome.appended);
      } else if (outcome?.kind === 'refused') pending.refuse(outcome.error);
      else this.setAside(pending);
    }
    if (result.committed.length > 0) this.onCommitted(result.committed);
    return [];
  }

  /** What to try next after a failure. Nothing is refused here unless its row is proven not to exist. */
  private async afterFailure(open: readonly Pending[], error: unknown, attempt: number): Promise<readonly Pending[]> {
    this.counters.retries += 1;
    if (error instanceof UnknownOutcome || isAway(error) || error instanceof Hung) {
      // Also a statement's failure marks them: its COMMIT may be one that another try has sent.
      if (error instanceof UnknownOutcome) this.counters.unknown += 1;
      for (const pending of open) pending.suspect = true;
      await this.destroy();
      await pause(Math.min(500, 25 * 2 ** attempt));
      return open;
    }
    if (isDuplicateOf(error, 'uq_event_client', 'event.shop_id')) {
      for (const pending of open) pending.suspect = true;
      return attempt < 3 ? open : this.alone(open, error);
    }
    if (isLostRace(error)) {
      await pause(5 * (attempt + 1) * (1 + Math.random()));
      return open;
    }
    return this.alone(open, error);
  }

  /** One of these cannot be stored: each goes alone, so that only the bad one fails. */
  private async alone(open: readonly Pending[], error: unknown): Promise<readonly Pending[]> {
    if (open.length > 1) {
      for (const pending of open) await this.settle([pending]);
      return [];
    }
    const [pending] = open;
    if (pending && !pending.suspect) {
      // Its id may be stored since an earlier try, on any node: that is looked up before it is refused for good.
      pending.suspect = true;
      return open;
    }
    if (isDuplicateOf(error, 'uq_conversation_active', 'conversation.shop_id, conversation.active'))
      pending?.refuse(new ChatError('closed', 'The customer has a newer conversation', { cause: error }));
    // Without a connection nothing was looked up.
    else
      pending?.refuse(
        new ChatError('internal', 'This could not be stored', { cause: error, retryable: this.runner === null }),
      );
    return [];
  }

  private setAside(pending: Pending): void {
    this.counters.locked += 1;
    const waiting = this.locked.get(pending.append.conversationId);
    if (waiting) waiting.push(pending);
    else this.locked.set(pending.append.conversationId, [pending]);
    this.lockedTimer ??= setTimeout(() => {
      this.lockedTimer = null;
      this.retryLocked();
    }, this.options.lockedRetryMs);
  }

  private retryLocked(): void {
    const all = [...this.locked.values()].flat();
    this.locked.clear();
    // In front: appends to the same conversations may wait in the queue already, and came later.
    this.queue.putBack(all.filter((pending) => !pending.settled));
    this.start();
  }

  private async connection(): Promise<QueryRunner> {
    if (this.runner === null) {
      const { epoch } = this;
      const runner = this.database.createRunner();
      await runner.connect();
      if (epoch !== this.epoch) {
        // It came after the lane had given it up.
        await runner.release();
        throw new Hung('The connection came too late');
      }
      this.runner = runner;
    }
    return this.runner;
  }

  private async bounded<T>(task: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const hung = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Hung('The database did not answer'));
      }, this.options.hungMs);
    });
    try {
      return await Promise.race([task(), hung]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends a connection that is not to be trusted any more. */
  private async destroy(): Promise<void> {
    const runner = this.runner;
    this.runner = null;
    this.epoch += 1;
    if (!runner) return;
    if (this.database.dialect === 'mysql') {
      const connection = (await runner.connect().catch(() => null)) as { destroy?: () => void } | null;
      connection?.destroy?.();
    }
    await runner.release().catch(() => undefined);
  }

  private async release(): Promise<void> {
    const runner = this.runner;
    this.runner = null;
    await runner?.release().catch(() => undefined);
  }
}

/** A transaction took too long; its connection is destroyed, its outcome unknown. */
class Hung extends Error {
  override readonly name = 'Hung';
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
