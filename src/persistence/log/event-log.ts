// The log of every conversation: the one road by which events come to be. Callers' appends gather into group commits.
// Its promises (P1–P3, P8) and the ways it can fail stand in docs/adr/0002-group-commit.md.

import { Logger } from '@nestjs/common';

import { ChatError } from '../../common/chat-error.js';
import type { Database } from '../database.js';
import {
  type Append,
  type Appended,
  type CommitListener,
  type Committed,
  type Opened,
  type Opening,
} from './log-types.js';
import { LogLane, type LaneCounters, type LaneOptions } from './log-lane.js';
import { openConversation } from './log-opening.js';
import { Pending } from './pending.js';

/** Numbers that bound the log. */
export interface LogOptions extends LaneOptions {
  lanes: number;
  /** Appends that may wait at a time on this node. */
  queue: number;
  /** An append is answered within this time. */
  answerMs: number;
}

/** What suits a dialect. SQLite: one writer, and small batches, because its commit blocks the event loop. */
export const logDefaults = (dialect: Database['dialect']): LogOptions => ({
  lanes: dialect === 'sqlite' ? 1 : 2,
  batch: dialect === 'sqlite' ? 50 : 512,
  queue: 20_000,
  answerMs: 3_800,
  lockedRetryMs: 30,
  hungMs: 10_000,
});

/** The event log of this node. */
export class EventLog {
  readonly counters: LaneCounters = { commits: 0, appends: 0, retries: 0, unknown: 0, locked: 0 };
  private readonly lanes: LogLane[];
  private readonly listeners = new Set<CommitListener>();
  private readonly sweep: NodeJS.Timeout;
  private readonly logger = new Logger('EventLog');
  private readonly openings = new Set<Promise<unknown>>();
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly options: LogOptions = logDefaults(database.dialect),
  ) {
    const announce = (batch: readonly Committed[]): void => {
      this.announce(batch);
    };
    this.lanes = Array.from({ length: options.lanes }, () => new LogLane(database, options, this.counters, announce));
    this.sweep = setInterval(() => {
      const now = performance.now();
      for (const lane of this.lanes) lane.expire(now);
    }, 100);
    this.sweep.unref();
  }

  /**
   * Appends to a conversation that exists. Resolves once committed (P1), with the first one's place if it is a repeat (P2).
   * @throws ChatError a final code when the event does not and will not exist; `unavailable` or `overloaded` when nobody knows yet.
   */
  append(append: Append): Promise<Appended> {
    return new Promise((resolve, reject) => {
      const lane = this.lanes[laneOf(append.conversationId, this.lanes.length)];
      const pending = new Pending(append, performance.now() + this.options.answerMs, resolve, reject);
      if (!lane || this.closed) pending.refuse(goingAway());
      else if (this.waiting >= this.options.queue) pending.refuse(tooMany());
      else lane.push(pending);
    });
  }

  /** Makes a conversation with its first events in one commit. */
  async open(opening: Opening): Promise<Opened> {
    if (this.closed) throw goingAway();
    if (this.waiting >= this.options.queue) throw tooMany();
    const task = openConversation(this.database, opening, this.options.answerMs);
    this.openings.add(task);
    try {
      const { opened, committed } = await task;
      if (committed) this.announce([committed]);
      return opened;
    } finally {
      this.openings.delete(task);
    }
  }

  /** Hears every commit of this node from now on. Returns how to stop. */
  onCommitted(listener: CommitListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Appends that are not answered yet. */
  get waiting(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.size, this.openings.size);
  }

  /** Takes nothing more, and waits until everything taken is answered. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.openings);
    await Promise.all(this.lanes.map((lane) => lane.idle()));
    clearInterval(this.sweep);
  }

  private announce(batch: readonly Committed[]): void {
    for (const listener of this.listeners) {
      try {
        listener(batch);
      } catch (error) {
        // It is committed whatever a listener does; what was not told is found by the regular comparison.
        this.logger.error({ msg: 'A listener of the log failed', err: error });
      }
    }
  }
}

const goingAway = (): ChatError => new ChatError('unavailable', 'This node is going away', { retryAfterMs: 1000 });
const tooMany = (): ChatError => new ChatError('overloaded', 'Too many messages wait', { retryAfterMs: 1000 });

/** FNV-1a over the id's last characters, which are random in UUIDv7. */
function laneOf(id: string, lanes: number): number {
  let hash = 0x811c9dc5;
  for (let index = Math.max(0, id.length - 12); index < id.length; index++)
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % lanes;
}
