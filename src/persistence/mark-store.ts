// The marks beside the logs: how far each side holds and has seen a conversation. Raises gather for a moment and go in one transaction.

import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Audience, Marks, Side } from '../protocol/index.js';
import type { Database } from './database.js';
import { Mark } from './entities/index.js';
import { isAway } from './sql-errors.js';
import { placeholders } from './placeholders.js';

/** A side holds, or has seen, everything up to these. */
export interface Raise {
  conversationId: string;
  side: Side;
  delivered: number;
  read: number;
}

/** Hears the marks that a flush changed. Must not throw or wait. */
export type MarkListener = (changed: readonly Mark[]) => void;

const GATHER_MS = 50;
const MOST_WAITING = 50_000;
/** SQLite takes expressions up to a depth of 1,000. */
const PAIRS_AT_ONCE = 250;

/** Marks only grow, never pass the end of the log, and never count by themselves: unread follows by subtraction. */
export class MarkStore {
  private readonly waiting = new Map<string, Raise>();
  private readonly listeners = new Set<MarkListener>();
  private timer: NodeJS.Timeout | null = null;
  private readonly logger = new Logger('MarkStore');
  private flushing: Promise<void> = Promise.resolve();

  constructor(private readonly database: Database) {}

  /** Takes a raise; it is written within about 50 ms, later while the database is away. */
  raise(raise: Raise): void {
    const key = `${raise.side} ${raise.conversationId}`;
    const known = this.waiting.get(key);
    const read = Math.max(raise.read, known?.read ?? 0);
    const delivered = Math.max(raise.delivered, read, known?.delivered ?? 0);
    if (!known && this.waiting.size >= MOST_WAITING) return;
    this.waiting.set(key, { ...raise, delivered, read });
    this.schedule(GATHER_MS);
  }

  onChanged(listener: MarkListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Marks by conversation id. */
  async of(ids: readonly string[]): Promise<Map<string, Mark>> {
    const found = new Map<string, Mark>();
    for (let start = 0; start < ids.length; start += 500) {
      const part = ids.slice(start, start + 500);
      const sql = `SELECT * FROM mark WHERE conversation_id IN (${placeholders(part.length)})`;
      for (const raw of await this.database.rows<RawMark>(sql, part)) found.set(raw.conversation_id, markOf(raw));
    }
    return found;
  }

  /** Writes what waits now. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.write());
    return this.flushing;
  }

  private schedule(ms: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, ms);
    this.timer.unref();
  }

  private async write(): Promise<void> {
    while (this.waiting.size > 0) {
      const batch = [...this.waiting.entries()].slice(0, 500);
      for (const [key] of batch) this.waiting.delete(key);
      try {
        const raises = batch.map(([, raise]) => raise);
        const changed = await this.database.transaction((manager) => raiseAll(manager, raises, this.database));
        if (changed.length > 0) for (const listener of this.listeners) listener(changed);
      } catch (error) {
        if (!isAway(error)) this.logger.error({ msg: 'Marks could not be written', err: error });
        // Marks are repeated by every client with its next confirmation: keep them and try again later.
        for (const [, raise] of batch) this.raise(raise);
        if (this.timer) clearTimeout(this.timer);
        this.timer = null;
        this.schedule(1_000);
        return;
      }
    }
  }
}

/** One transaction: clamp to the log, keep what grows, write the rows that changed. */
async function raiseAll(manager: EntityManager, raises: readonly Raise[], database: Database): Promise<Mark[]> {
  const ids = [...new Set(raises.map((raise) => raise.conversationId))].sort();
  const lock = database.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const sql = `SELECT * FROM mark WHERE conversation_id IN (${placeholders(ids.length)}) ORDER BY conversation_id${lock}`;
  const rows = new Map((await manager.query<RawMark[]>(sql, ids)).map((raw) => [raw.conversation_id, markOf(raw)]));
  const points = await pointsOf(manager, raises);
  const changed = new Set<Mark>();
  for (const raise of raises) {
    const mark = rows.get(raise.conversationId);
    if (mark && raiseOne(mark, raise, points)) changed.add(mark);
  }
  const now = database.clock.now();
  for (const mark of changed) {
    mark.version += 1;
    mark.changedAt = now;
  }
  if (changed.size > 0) await manager.getRepository(Mark).upsert([...changed], ['conversationId']);
  return [...changed];
}

/** An event that a mark points at. */
interface Point {
  seq: number;
  publicSeq: number;
  customerCount: number;
  shopCount: number;
}

const pointKey = (conversationId: string, seq: number): string => `${conversationId} ${seq}`;

/** The events that the raises name, or the end of the log for those beyond it. */
async function pointsOf(manager: EntityManager, raises: readonly Raise[]): Promise<Map<string, Point>> {
  const wanted = new Map<string, [string, number]>();
  for (const { conversationId, delivered, read } of raises) {
    for (const seq of [delivered, read]) if (seq > 0) wanted.set(pointKey(conversationId, seq), [conversationId, seq]);
  }
  const points = new Map<string, Point>();
  const pairs = [...wanted.values()];
  for (let start = 0; start < pairs.length; start += PAIRS_AT_ONCE) {
    const part = pairs.slice(start, start + PAIRS_AT_ONCE);
    const sql = `SELECT e.conversation_id, e.seq, e.audience, e.after_public, e.customer_count, e.shop_count FROM event e
      WHERE ${part.map(() => '(e.conversation_id = ? AND e.seq = ?)').join(' OR ')}`;
    for (const raw of await manager.query<RawPoint[]>(sql, part.flat()))
      points.set(pointKey(raw.conversation_id, Number(raw.seq)), pointOf(raw));
  }
  for (const [conversationId, seq] of pairs) {
    if (points.has(pointKey(conversationId, seq))) continue;
    const end = await manager.query<RawPoint[]>(
      'SELECT conversation_id, seq, audience, after_public, customer_count, shop_count FROM event WHERE conversation_id = ? ORDER BY seq DESC LIMIT 1',
      [conversationId],
    );
    if (end[0]) points.set(pointKey(conversationId, seq), pointOf(end[0]));
  }
  return points;
}

function raiseOne(mark: Mark, raise: Raise, points: ReadonlyMap<string, Point>): boolean {
  const delivered = points.get(pointKey(raise.conversationId, raise.delivered));
  const read = points.get(pointKey(raise.conversationId, raise.read));
  let grown = false;
  const grow = (key: GrowingKey, value: number): void => {
    if (value <= mark[key]) return;
    mark[key] = value;
    grown = true;
  };
  if (raise.side === 'shop') {
    if (delivered) grow('deliveredShop', delivered.seq);
    if (delivered) grow('deliveredShopPublic', delivered.publicSeq);
    if (read) grow('readShop', read.seq);
    if (read) grow('readShopPublic', read.publicSeq);
    if (read) grow('readShopCount', read.customerCount);
  } else {
    if (delivered) grow('deliveredCustomer', delivered.publicSeq);
    if (read) grow('readCustomer', read.publicSeq);
    if (read) grow('readCustomerCount', read.shopCount);
  }
  return grown;
}

type GrowingKey = Exclude<keyof Mark, 'conversationId' | 'shopId' | 'version' | 'changedAt'>;

interface RawPoint {
  conversation_id: string;
  seq: number | string;
  audience: Audience;
  after_public: number | string;
  customer_count: number | string;
  shop_count: number | string;
}
type RawMark = Record<string, string | number> & { conversation_id: string };

function pointOf(raw: RawPoint): Point {
  const seq = Number(raw.seq);
  return {
    seq,
    publicSeq: raw.audience === 'all' ? seq : Number(raw.after_public),
    customerCount: Number(raw.customer_count),
    shopCount: Number(raw.shop_count),
  };
}

/** A mark from a raw row. */
export function markOf(raw: RawMark): Mark {
  const n = (name: string): number => Number(raw[name] ?? 0);
  return {
    conversationId: raw.conversation_id,
    shopId: String(raw['shop_id']),
    deliveredShop: n('delivered_shop'),
    deliveredShopPublic: n('delivered_shop_public'),
    deliveredCustomer: n('delivered_customer'),
    readShop: n('read_shop'),
    readShopPublic: n('read_shop_public'),
    readCustomer: n('read_customer'),
    readShopCount: n('read_shop_count'),
    readCustomerCount: n('read_customer_count'),
    version: n('version'),
    changedAt: n('changed_at'),
  };
}

/** Marks as an audience sees them: customers never learn of private numbers. */
export function marksFor(mark: Mark | undefined, audience: Audience): Marks {
  const all = audience === 'all';
  return {
    version: mark?.version ?? 0,
    delivered: {
      shop: (all ? mark?.deliveredShopPublic : mark?.deliveredShop) ?? 0,
      customer: mark?.deliveredCustomer ?? 0,
    },
    read: { shop: (all ? mark?.readShopPublic : mark?.readShop) ?? 0, customer: mark?.readCustomer ?? 0 },
    readCounts: { shop: mark?.readShopCount ?? 0, customer: mark?.readCustomerCount ?? 0 },
  };
}
