// Live inbox rows: changed rows of a shop are read once, and brought to each agent whose list they touch (≤ 4 frames/s).

import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

import { InboxService } from '../conversations/inbox.service.js';
import { Database } from '../persistence/database.js';
import { isAway } from '../persistence/sql-errors.js';
import { type ConversationRow, TIMES } from '../protocol/index.js';
import { Hub } from './hub.js';
import { RightsKeeper } from './rights-keeper.js';
import type { Session } from './session.js';

/** Rows in one frame. */
const ROWS_PER_FRAME = 100;
/** Rows kept for a slow session; beyond these its client asks for the list again. */
const MOST_LATE = 5_000;

@Injectable()
export class InboxFeed implements OnModuleDestroy {
  private readonly logger = new Logger('InboxFeed');
  private readonly dirty = new Map<string, Set<string>>();
  /** Rows that a full out-queue kept from a session. */
  private readonly late = new Map<Session, Set<string>>();
  /** What was announced last for a row: version and marks' version. */
  private readonly announced = new Map<string, string>();
  private timer: NodeJS.Timeout | null = null;
  /** Database time of the last comparison that went well. */
  private comparedAt: number | null = null;

  constructor(
    private readonly hub: Hub,
    private readonly inbox: InboxService,
    private readonly rights: RightsKeeper,
    private readonly database: Database,
  ) {}

  onModuleDestroy(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  /** A row of the shop changed. */
  changed(shop: string, conversation: string): void {
    if (this.hub.inboxesOf(shop).size === 0) return;
    const set = this.dirty.get(shop);
    if (set) set.add(conversation);
    else this.dirty.set(shop, new Set([conversation]));
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.flush().catch((error: unknown) => {
        if (!isAway(error)) this.logger.error({ msg: 'Inbox rows could not be brought', err: error });
      });
    }, TIMES.inboxGatherMs);
  }

  /** Looks for rows that changed in the last 20 s by the database's clock and were not announced as they are now. */
  async compare(): Promise<void> {
    const now = this.database.clock.now();
    // After an outage everything since the last look that went well.
    const since = Math.min(now, this.comparedAt ?? now) - TIMES.inboxWindowMs;
    if (this.announced.size > 50_000) this.announced.clear();
    for (const shop of [...this.hub.shopsWithInboxes()]) {
      const sql = `SELECT c.id, c.version, m.version AS marks FROM conversation c JOIN mark m ON m.conversation_id = c.id
        WHERE c.shop_id = ? AND c.changed_at > ?
        UNION SELECT c.id, c.version, m.version AS marks FROM mark m JOIN conversation c ON c.id = m.conversation_id
        WHERE m.shop_id = ? AND m.changed_at > ?`;
      const rows = await this.database.rows<{ id: string; version: number; marks: number }>(sql, [
        shop,
        since,
        shop,
        since,
      ]);
      for (const row of rows)
        if (this.announced.get(row.id) !== `${row.version}.${row.marks}`) this.changed(shop, row.id);
    }
    this.comparedAt = now;
    for (const session of this.late.keys()) this.resume(session);
  }

  /** A session's out-queue has drained: brings the rows that it missed. */
  resume(session: Session): void {
    const ids = this.late.get(session);
    if (!ids) return;
    this.late.delete(session);
    if (session.closed || !session.inbox) return;
    this.inbox.rows([...ids]).then(
      (rows) => {
        this.bring(session, rows);
      },
      () => this.keep(session, ids),
    );
  }

  private async flush(): Promise<void> {
    for (const [shop, ids] of [...this.dirty]) {
      this.dirty.delete(shop);
      const rows = await this.inbox.rows([...ids]).catch((error: unknown) => {
        for (const id of ids) this.announced.delete(id);
        throw error;
      });
      for (const row of rows) this.announced.set(row.id, `${row.version}.${row.marks.version}`);
      for (const session of this.hub.inboxesOf(shop)) this.bring(session, rows);
    }
  }

  private bring(session: Session, rows: readonly ConversationRow[]): void {
    const { inbox, principal } = session;
    if (!inbox || principal.kind !== 'agent') return;
    const known = rows.filter((row) => session.belongsTo(row.shop));
    const mine = known.filter((row) => this.rights.fresh(session, row.shop));
    if (!session.outlet.writable || mine.length < known.length) {
      this.keep(session, new Set(known.map((row) => row.id)));
      if (!session.outlet.writable) return;
    }
    for (let start = 0; start < mine.length; start += ROWS_PER_FRAME) {
      const part = mine.slice(start, start + ROWS_PER_FRAME);
      const upserts = part.filter((row) => this.inbox.matches(inbox, row, principal.id));
      const removed = part.filter((row) => !upserts.includes(row)).map(({ id, version }) => ({ id, version }));
      session.frame('inbox', { upserts, removed });
    }
  }

  private keep(session: Session, ids: ReadonlySet<string>): void {
    if (session.closed || (this.late.get(session)?.size ?? 0) > MOST_LATE) return;
    const known = this.late.get(session) ?? new Set<string>();
    for (const id of ids) known.add(id);
    this.late.set(session, known);
  }

  /** Forgets a session that is gone. */
  forget(session: Session): void {
    this.late.delete(session);
  }
}
