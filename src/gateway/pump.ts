// The pump: the one loop that brings a conversation's events to a connection. Resume, live push, repair and re-push are
// all this loop, so replay cannot race with live (protocol section 6).

import { Injectable, Logger } from '@nestjs/common';

import type { InlineEvent } from '../cluster/wake.js';
import { toWire } from '../persistence/event-wire.js';
import { LogReader } from '../persistence/log-reader.js';
import { isAway } from '../persistence/sql-errors.js';
import { DEFAULT_PAGE } from '../protocol/index.js';
import { RightsKeeper } from './rights-keeper.js';
import type { Session, Watch } from './session.js';

/** A hint may be ahead of what the database shows: look again after these waits. */
const AHEAD_MS = [20, 100, 500];

@Injectable()
export class Pump {
  /** Events pushed, pushed from a hint, loops that read the log. For metrics. */
  readonly counters = { pushed: 0, inline: 0, reads: 0 };
  private readonly logger = new Logger('Pump');

  constructor(
    private readonly reader: LogReader,
    private readonly rights: RightsKeeper,
  ) {}

  /** The log's end for the watch's audience is at least `end`: brings what is missing. */
  wake(watch: Watch, end: number, inline?: readonly InlineEvent[]): void {
    if (end > watch.end) watch.end = end;
    if (watch.end <= watch.pushed || watch.running || watch.shop === '') return;
    if (inline) this.pushInline(watch, inline);
    if (watch.end > watch.pushed) this.start(watch);
  }

  /** Goes on with everything that waits, once the full out-queue has drained. */
  private waitForRoom(session: Session): void {
    if (session.waiting) return;
    session.waiting = true;
    session.outlet.onWritable(() => {
      session.waiting = false;
      if (!session.closed) this.resume(session);
    });
  }

  private resume(session: Session): void {
    for (const watch of session.watches.values()) this.wake(watch, watch.end);
  }

  /** Pushes everything after the last confirmed event once more, from the log. */
  again(watch: Watch): void {
    // A loop under way would step over the lowered cursor; it pushes from the log anyway.
    if (watch.running) return;
    watch.pushed = Math.min(watch.pushed, watch.confirmed);
    this.wake(watch, watch.end);
  }

  /** Events of the hint itself, as far as they join what was pushed exactly. */
  private pushInline(watch: Watch, inline: readonly InlineEvent[]): void {
    const { audience } = watch.session;
    for (const event of inline) {
      if (audience === 'all' && event.audience !== 'all') continue;
      if (event.seq <= watch.pushed) continue;
      if (event.after[audience] !== watch.pushed || !this.mayWrite(watch)) return;
      this.push(watch, event.seq, event.frame(audience));
      this.counters.inline += 1;
    }
  }

  private start(watch: Watch): void {
    watch.running = true;
    this.run(watch).then(
      () => {
        watch.running = false;
        // Woken while the last read was under way. A watch that ended meanwhile would start again for ever.
        if (watch.end > watch.pushed && watch.emptyTries === 0 && this.alive(watch) && this.mayWrite(watch))
          this.start(watch);
      },
      (error: unknown) => {
        watch.running = false;
        if (!isAway(error)) this.logger.error({ msg: 'A pump failed', err: error });
      },
    );
  }

  /** Reads and pushes until nothing is missing, the socket is full, or the right cannot be confirmed. */
  private async run(watch: Watch): Promise<void> {
    const { session } = watch;
    while (watch.end > watch.pushed && this.alive(watch)) {
      if (!session.outlet.writable) {
        this.waitForRoom(session);
        return;
      }
      if (!this.rights.fresh(session, watch.shop)) {
        await this.rights.confirm(session);
        if (!this.rights.fresh(session, watch.shop)) return;
      }
      this.counters.reads += 1;
      const { rows } = await this.reader.page(watch.conversation, session.audience, {
        after: watch.pushed,
        limit: DEFAULT_PAGE,
      });
      if (rows.length === 0) {
        if (!(await this.waitForDatabase(watch))) return;
        continue;
      }
      watch.emptyTries = 0;
      for (const row of rows) {
        if (!this.alive(watch) || !this.mayWrite(watch)) break;
        this.push(watch, row.seq, JSON.stringify({ event: 'event', data: toWire(row, session.audience) }));
      }
    }
  }

  /** A hint was ahead of the database. After the last try it counts as wrong; the regular comparison finds the truth. */
  private async waitForDatabase(watch: Watch): Promise<boolean> {
    const wait = AHEAD_MS[watch.emptyTries];
    if (wait === undefined) {
      watch.end = watch.pushed;
      watch.emptyTries = 0;
      return false;
    }
    watch.emptyTries += 1;
    await new Promise((resolve) => setTimeout(resolve, wait));
    return true;
  }

  private push(watch: Watch, seq: number, frame: string): void {
    watch.session.outlet.send(frame);
    watch.pushed = seq;
    if (watch.unconfirmedSince === 0) watch.unconfirmedSince = performance.now();
    this.counters.pushed += 1;
  }

  /** Checked without waiting, just before each write. */
  private mayWrite(watch: Watch): boolean {
    return watch.session.outlet.writable && this.rights.fresh(watch.session, watch.shop);
  }

  private alive(watch: Watch): boolean {
    return !watch.session.closed && watch.session.watches.get(watch.conversation) === watch;
  }
}
