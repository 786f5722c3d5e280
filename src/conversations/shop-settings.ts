// What the hot path needs to know of a shop, from memory; a change is seen within a minute.

import { Injectable } from '@nestjs/common';

import { notFound } from '../common/chat-error.js';
import { Database } from '../persistence/database.js';
import { BoundedMap } from './bounded-map.js';

const MAX_SHOPS = 10_000;
const KEPT_MS = 60_000;

@Injectable()
export class ShopSettings {
  private readonly reopenDaysOf = new BoundedMap<number>(MAX_SHOPS, KEPT_MS);

  constructor(private readonly database: Database) {}

  /** For how many days after it was resolved a conversation opens again; undefined where it must be asked. */
  cachedReopenDays(shopId: string): number | undefined {
    return this.reopenDaysOf.get(shopId);
  }

  /** Throws `not_found`. */
  async reopenDays(shopId: string): Promise<number> {
    const known = this.reopenDaysOf.get(shopId);
    if (known !== undefined) return known;
    const sql = 'SELECT reopen_days FROM shop WHERE id = ?';
    const [row] = await this.database.rows<{ reopen_days: number }>(sql, [shopId]);
    if (!row) throw notFound('No such shop');
    this.reopenDaysOf.set(shopId, row.reopen_days);
    return row.reopen_days;
  }
}
