// Short numbers that people can say: unique in a shop, from blocks that this node reserves, so that conversations made at
// the same time do not wait for one another. Gaps are allowed: a block ends with its node.

import { Injectable } from '@nestjs/common';

import { notFound } from '../common/chat-error.js';
import { Database } from '../persistence/database.js';
import { BoundedMap } from './bounded-map.js';

const BLOCK = 50;
const MAX_SHOPS = 10_000;

interface Block {
  next: number;
  end: number;
}

@Injectable()
export class ShortNumbers {
  private readonly blocks = new BoundedMap<Block>(MAX_SHOPS);
  private readonly reserving = new Map<string, Promise<void>>();

  constructor(private readonly database: Database) {}

  /** The next number of a shop. Throws `not_found` where there is no such shop. */
  async take(shopId: string): Promise<number> {
    for (;;) {
      const block = this.blocks.get(shopId);
      if (block && block.next < block.end) return block.next++;
      await this.reserveOnce(shopId);
    }
  }

  private reserveOnce(shopId: string): Promise<void> {
    const running = this.reserving.get(shopId);
    if (running) return running;
    const started = this.reserve(shopId).finally(() => this.reserving.delete(shopId));
    this.reserving.set(shopId, started);
    return started;
  }

  private async reserve(shopId: string): Promise<void> {
    const end = await this.database.transaction(async (manager) => {
      await manager.query('UPDATE shop SET next_number = next_number + ? WHERE id = ?', [BLOCK, shopId]);
      const sql = 'SELECT next_number FROM shop WHERE id = ?';
      const [row] = await manager.query<{ next_number: number | string }[]>(sql, [shopId]);
      return row ? Number(row.next_number) : undefined;
    });
    if (end === undefined) throw notFound('No such shop');
    this.blocks.set(shopId, { next: end - BLOCK, end });
  }
}
