// The shop's view of a shopper, and whether the shop takes its messages.

import { Injectable } from '@nestjs/common';

import { AccountEvents } from '../auth/account-events.js';
import { requireRight, roleIn } from '../auth/rights.js';
import { notFound } from '../common/chat-error.js';
import { isUuid } from '../common/ids.js';
import type { Principal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import type { Action, CustomerRow } from '../protocol/index.js';
import { RecentBlocks } from './blocks.js';
import { CustomerRows } from './customer-rows.js';

/** A customer with what only the shop knows. */
export type CustomerDetail = CustomerRow & { blocked: boolean };

interface Found {
  id: string;
  shop_id: string;
  blocked_at: number | string | null;
  claimed_by: string | null;
}

@Injectable()
export class CustomersService {
  constructor(
    private readonly database: Database,
    private readonly rows: CustomerRows,
    private readonly blocks: RecentBlocks,
    private readonly events: AccountEvents,
  ) {}

  /** Throws `not_found` for a customer of another shop. */
  async get(principal: Principal, id: string): Promise<CustomerDetail> {
    return this.detail(await this.find(principal, id, 'customer.read'));
  }

  /** No messages of it are taken any more; its connections end. A repeat changes nothing. */
  async block(principal: Principal, id: string): Promise<CustomerDetail> {
    const found = await this.find(principal, id, 'customer.block');
    await this.set(found, found.blocked_at === null ? this.database.clock.now() : Number(found.blocked_at));
    this.blocks.blocked(found.id);
    this.events.rightsChanged('customer', found.id);
    return this.get(principal, found.id);
  }

  async unblock(principal: Principal, id: string): Promise<CustomerDetail> {
    const found = await this.find(principal, id, 'customer.block');
    await this.set(found, null);
    this.blocks.unblocked(found.id);
    this.events.rightsChanged('customer', found.id);
    return this.get(principal, found.id);
  }

  private async set({ id, shop_id }: Found, blockedAt: number | null): Promise<void> {
    const sql = 'UPDATE customer SET blocked_at = ? WHERE id = ? AND shop_id = ?';
    await this.database.transaction((manager) => manager.query(sql, [blockedAt, id, shop_id]));
  }

  /** A visitor that was claimed stands for whom it became. */
  private async find(principal: Principal, id: string, action: Action): Promise<Found> {
    const row = await this.row(id);
    if (!row || roleIn(principal, row.shop_id) === undefined) throw notFound('No such customer');
    requireRight(principal, row.shop_id, action);
    return (row.claimed_by === null ? row : await this.row(row.claimed_by)) ?? row;
  }

  private async row(id: string): Promise<Found | undefined> {
    if (!isUuid(id)) return undefined;
    const sql = 'SELECT id, shop_id, blocked_at, claimed_by FROM customer WHERE id = ?';
    const [row] = await this.database.rows<Found>(sql, [id]);
    return row;
  }

  private async detail({ id, blocked_at }: Found): Promise<CustomerDetail> {
    const row = (await this.rows.of([id])).get(id);
    if (!row) throw notFound('No such customer');
    return { ...row, blocked: blocked_at !== null };
  }
}
