// Conversations as one principal may read them: one by its id, a shopper's own, an agent's assigned ones.

import { Injectable } from '@nestjs/common';

import type { AgentPrincipal, CustomerPrincipal, Principal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import { LogReader } from '../persistence/log-reader.js';
import { type ConversationRow, type ConversationSnapshot, WIRE_LIMITS } from '../protocol/index.js';
import { AccessService, noConversation } from './access.service.js';
import { ConversationRows } from './conversation-rows.js';
import { placeholders } from '../persistence/placeholders.js';

const MOST_OWN = 20;

@Injectable()
export class OwnConversations {
  constructor(
    private readonly database: Database,
    private readonly reader: LogReader,
    private readonly rows: ConversationRows,
    private readonly access: AccessService,
  ) {}

  /** One conversation: a row for the shop's side, the shopper's snapshot for the shopper. */
  async snapshot(principal: Principal, conversationId: string): Promise<ConversationRow | ConversationSnapshot> {
    const { side } = await this.access.access(principal, conversationId);
    const head = await this.reader.head(conversationId);
    if (!head) throw noConversation();
    const [snapshot] = side === 'shop' ? await this.rows.forShop([head]) : await this.rows.forCustomer([head]);
    if (!snapshot) throw noConversation();
    return snapshot;
  }

  /** The active one first, then the newest, at most 20. */
  async ofCustomer({ id, shop }: CustomerPrincipal): Promise<ConversationSnapshot[]> {
    const active = await this.activeId(id, shop);
    const newest = (await this.reader.ofCustomer(id, MOST_OWN)).filter(({ shopId }) => shopId === shop);
    const first =
      active === undefined
        ? undefined
        : (newest.find((head) => head.id === active) ?? (await this.reader.head(active)));
    const others = newest.filter((head) => head.id !== first?.id);
    return this.rows.forCustomer([...(first ? [first] : []), ...others].slice(0, MOST_OWN));
  }

  /** The customer's one unresolved conversation. */
  async activeOf({ id, shop }: CustomerPrincipal): Promise<ConversationSnapshot | null> {
    const active = await this.activeId(id, shop);
    const head = active === undefined ? undefined : await this.reader.head(active);
    if (!head) return null;
    const [snapshot] = await this.rows.forCustomer([head]);
    return snapshot ?? null;
  }

  /** Open ones that are assigned to the agent, newest activity first, at most 200. */
  async ofAgent(agent: AgentPrincipal): Promise<ConversationRow[]> {
    const shops = [...agent.shops.keys()];
    if (shops.length === 0) return [];
    const sql = `SELECT id FROM conversation WHERE assignee_id = ? AND status = 'open'
      AND shop_id IN (${placeholders(shops.length)}) ORDER BY last_event_at DESC, id DESC LIMIT ${WIRE_LIMITS.watched}`;
    const ids = (await this.database.rows<{ id: string }>(sql, [agent.id, ...shops])).map(({ id }) => id);
    const heads = await this.reader.heads(ids);
    return this.rows.forShop(ids.flatMap((id) => heads.get(id) ?? []));
  }

  private async activeId(customerId: string, shopId: string): Promise<string | undefined> {
    const sql = 'SELECT id FROM conversation WHERE shop_id = ? AND active_customer = ?';
    const [row] = await this.database.rows<{ id: string }>(sql, [shopId, customerId]);
    return row?.id;
  }
}
