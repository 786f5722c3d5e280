// Which conversation a shopper writes to when it names none: its active one, or the last one while that opens again.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import type { CustomerPrincipal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import { LogReader } from '../persistence/log-reader.js';
import { AccessService } from './access.service.js';
import { BoundedMap } from './bounded-map.js';
import { reopens } from './life.js';
import { ShopSettings } from './shop-settings.js';

const MAX_CUSTOMERS = 50_000;

@Injectable()
export class ActiveConversations {
  private readonly known = new BoundedMap<string>(MAX_CUSTOMERS);

  constructor(
    private readonly database: Database,
    private readonly reader: LogReader,
    private readonly access: AccessService,
    private readonly settings: ShopSettings,
  ) {}

  /** From memory; the log itself finds out when it is closed by now. */
  cached(customerId: string): string | undefined {
    return this.known.get(customerId);
  }

  learn(customerId: string, conversationId: string): void {
    this.known.set(customerId, conversationId);
  }

  forget(customerId: string): void {
    this.known.delete(customerId);
  }

  /** Looks it up. Throws `blocked`, and `unauthorized` for a visitor that was claimed meanwhile. */
  async find({ id, shop }: CustomerPrincipal, except: ReadonlySet<string>): Promise<string | undefined> {
    await this.checkCustomer(id);
    const sql = 'SELECT id FROM conversation WHERE shop_id = ? AND active_customer = ?';
    const [active] = await this.database.rows<{ id: string }>(sql, [shop, id]);
    const found = active?.id ?? (await this.last(id, shop));
    if (found === undefined || except.has(found)) return undefined;
    this.access.learn(found, { shopId: shop, customerId: id });
    return found;
  }

  /** The newest one, unless it was resolved too long ago. */
  private async last(customerId: string, shopId: string): Promise<string | undefined> {
    const [newest] = await this.reader.ofCustomer(customerId, 1);
    if (newest?.shopId !== shopId) return undefined;
    if (newest.status !== 'resolved') return newest.id;
    const days = await this.settings.reopenDays(shopId);
    return reopens(newest, this.database.clock.now(), days) ? newest.id : undefined;
  }

  private async checkCustomer(id: string): Promise<void> {
    const sql = 'SELECT blocked_at, claimed_by FROM customer WHERE id = ?';
    const [row] = await this.database.rows<{ blocked_at: unknown; claimed_by: string | null }>(sql, [id]);
    if (row && row.blocked_at !== null) throw new ChatError('blocked', 'This shop does not take messages from you');
    if (row && row.claimed_by !== null) throw new ChatError('unauthorized', 'Sign in again');
  }
}
