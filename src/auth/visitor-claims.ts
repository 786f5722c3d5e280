// A visitor that signs in: its row is claimed by the verified customer, once and for ever, and its conversations move
// there. Events keep their sender; the visitor token leads nowhere from then on.

import { Injectable } from '@nestjs/common';

import type { CustomerProfile } from '../common/principal.js';
import { Customer } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { isDuplicate } from '../persistence/sql-errors.js';
import { AccountEvents } from './account-events.js';

/** The verified customer that claims. */
export interface Claimant {
  id: string;
  shopId: string;
  profile: CustomerProfile;
}

interface Held {
  id: string;
  customer_id: string;
  active_customer: string | null;
}

type Manager = Database['read'];
const TRIES = 3;

@Injectable()
export class VisitorClaims {
  constructor(
    private readonly database: Database,
    private readonly events: AccountEvents,
  ) {}

  /** Claims a visitor that has a row, is unclaimed and not blocked. Whether it was claimed now. */
  async claim(visitorId: string, claimant: Claimant): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        const claimed = await this.database.transaction((manager) => this.claimIn(manager, visitorId, claimant));
        if (claimed) {
          this.events.rightsChanged('customer', visitorId);
          this.events.rightsChanged('customer', claimant.id);
        }
        return claimed;
      } catch (error) {
        // The claimant opened a conversation meanwhile: look again.
        if (!isDuplicate(error) || attempt >= TRIES) throw error;
      }
    }
  }

  private async claimIn(manager: Manager, visitorId: string, claimant: Claimant): Promise<boolean> {
    const update = manager.createQueryBuilder().update(Customer).set({ claimedBy: claimant.id });
    const unclaimed =
      'id = :id AND shop_id = :shop AND claimed_by IS NULL AND external_id IS NULL AND blocked_at IS NULL';
    const { affected } = await update.where(unclaimed, { id: visitorId, shop: claimant.shopId }).execute();
    if (affected !== 1) return false;
    await this.ensureRow(manager, claimant);
    await this.moveConversations(manager, visitorId, claimant);
    return true;
  }

  private async ensureRow(manager: Manager, { id, shopId, profile }: Claimant): Promise<void> {
    const customers = manager.getRepository(Customer);
    if (await customers.existsBy({ id })) return;
    const createdAt = this.database.clock.now();
    await customers.insert({ id, shopId, ...profile, blockedAt: null, claimedBy: null, createdAt });
  }

  /** One conversation can be active: the claimant's own stays so, else the visitor's becomes its. */
  private async moveConversations(manager: Manager, visitorId: string, { id, shopId }: Claimant): Promise<void> {
    const lock = this.database.dialect === 'mysql' ? ' FOR UPDATE' : '';
    const sql = `SELECT id, customer_id, active_customer FROM conversation WHERE shop_id = ? AND customer_id IN (?, ?) ORDER BY id${lock}`;
    const held = (await manager.query(sql, [shopId, visitorId, id])) as unknown as Held[];
    const isBusy = held.some((conversation) => conversation.active_customer === id);
    for (const conversation of held.filter(({ customer_id }) => customer_id === visitorId)) {
      const active = conversation.active_customer === null || isBusy ? null : id;
      await manager.query(
        'UPDATE conversation SET customer_id = ?, active_customer = ?, version = version + 1, changed_at = ? WHERE id = ?',
        [id, active, this.database.clock.now(), conversation.id],
      );
    }
  }
}
