// Compensation: holds the database against what connections were brought, for new watches at once and for all every 5 s.
// Whatever was lost on the way (a hint, a push, a node between commit and publish) is found here (protocol 7.3).

import { Injectable, Logger } from '@nestjs/common';

import { isUuid } from '../common/ids.js';
import type { Conversation, Mark } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { LogReader } from '../persistence/log-reader.js';
import { marksFor, MarkStore } from '../persistence/mark-store.js';
import { isAway } from '../persistence/sql-errors.js';
import { Hub } from './hub.js';
import { PresenceFeed } from './presence.js';
import { Pump } from './pump.js';
import { RightsKeeper } from './rights-keeper.js';
import type { Watch } from './session.js';

/** Conversations of one query. */
const BATCH = 500;

@Injectable()
export class Compare {
  /** Wakes that only the comparison brought. For metrics. */
  readonly counters = { compared: 0, compensated: 0 };
  private readonly logger = new Logger('Compare');
  private waiting = new Set<Watch>();
  private scheduled = false;

  constructor(
    private readonly hub: Hub,
    private readonly pump: Pump,
    private readonly reader: LogReader,
    private readonly marks: MarkStore,
    private readonly database: Database,
    private readonly presence: PresenceFeed,
    private readonly rights: RightsKeeper,
  ) {}

  /** Compares a watch in this turn of the event loop, together with all others that ask. */
  soon(watch: Watch): void {
    this.waiting.add(watch);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      const watches = [...this.waiting];
      this.waiting = new Set();
      this.scheduled = false;
      this.compare(watches).catch((error: unknown) => {
        // The regular comparison tries again.
        if (!isAway(error)) this.logger.error({ msg: 'A comparison failed', err: error });
      });
    });
  }

  /** Compares everything that is watched on this node. Throws while the database is away. */
  async all(): Promise<void> {
    await this.database.learnLife();
    await this.compare([...this.hub.allWatches()]);
  }

  private async compare(watches: readonly Watch[]): Promise<void> {
    const byConversation = new Map<string, Watch[]>();
    for (const watch of watches) {
      const same = byConversation.get(watch.conversation);
      if (same) same.push(watch);
      else byConversation.set(watch.conversation, [watch]);
    }
    const ids = [...byConversation.keys()];
    for (let start = 0; start < ids.length; start += BATCH) {
      const part = ids.slice(start, start + BATCH);
      // Only ids go to the database: MySQL refuses a whole query for one key that is not ASCII.
      const asked = part.filter(isUuid);
      const heads = await this.reader.heads(asked);
      const marks = await this.marks.of(asked);
      for (const id of part)
        for (const watch of byConversation.get(id) ?? []) this.one(watch, heads.get(id), marks.get(id));
    }
    this.counters.compared += ids.length;
  }

  private one(watch: Watch, head: Conversation | undefined, mark: Mark | undefined): void {
    const { session } = watch;
    if (session.closed || session.watches.get(watch.conversation) !== watch) return;
    if (watch.shop === '' && !this.admit(watch, head)) return;
    if (!head) return;
    const end = session.audience === 'agents' ? head.lastSeq : head.lastPublicSeq;
    if (end > watch.end) this.counters.compensated += 1;
    this.pump.wake(watch, end);
    this.bringMarks(watch, mark);
  }

  /** The first look: the right to the conversation, and whether the cursor is of this log at all. */
  private admit(watch: Watch, head: Conversation | undefined): boolean {
    const { session } = watch;
    const { principal } = session;
    const mine =
      head &&
      session.belongsTo(head.shopId) &&
      (principal.kind === 'agent' || isOf(head, principal.id, principal.aliases));
    if (!mine) {
      this.hub.unwatch(session, watch.conversation);
      session.outlet.error('not_found', 'No such conversation', 'watch', { conversation: watch.conversation });
      return false;
    }
    this.hub.admit(watch, head.shopId, head.customerId);
    const end = session.audience === 'agents' ? head.lastSeq : head.lastPublicSeq;
    if (watch.pushed > head.lastSeq) {
      if (!watch.resetTold) session.frame('reset', { conversation: watch.conversation, why: 'cursor' });
      watch.pushed = end;
      watch.end = end;
      watch.confirmed = end;
    }
    this.presence.introduce(session, head.customerId, head.id);
    return true;
  }

  /** The client was told to begin anew: the watch goes on from the present end of the log, wherever that is. */
  fromPresentEnd(watch: Watch): void {
    watch.resetTold = true;
    watch.shop = '';
    watch.pushed = Number.MAX_SAFE_INTEGER;
    watch.marksVersion = -1;
    watch.unconfirmedSince = 0;
    this.soon(watch);
  }

  /** Marks that the connection has not seen yet. */
  bringMarks(watch: Watch, mark: Mark | undefined): void {
    if (!mark || mark.version <= watch.marksVersion) return;
    if (!watch.session.outlet.writable || !this.rights.fresh(watch.session, watch.shop)) return;
    watch.marksVersion = mark.version;
    watch.session.frame('marks', { conversation: watch.conversation, ...marksFor(mark, watch.session.audience) });
  }
}

function isOf(head: Conversation, customer: string, aliases: readonly string[]): boolean {
  return head.customerId === customer || aliases.includes(head.customerId);
}
