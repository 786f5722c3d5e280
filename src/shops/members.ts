// The members of a shop inside a transaction that changes them: locked together, so that two owners who remove each
// other at the same moment cannot leave a shop without one.

import { ChatError } from '../common/chat-error.js';
import type { Database } from '../persistence/database.js';
import type { ShopRole } from '../protocol/index.js';

/** A transaction's way to the tables. */
export type Manager = Database['read'];

/** Roles by agent of a shop, locked until the transaction ends. */
export async function lockMembers(
  manager: Manager,
  database: Database,
  shopId: string,
): Promise<Map<string, ShopRole>> {
  const lock = database.dialect === 'mysql' ? ' FOR UPDATE' : '';
  const sql = `SELECT agent_id, role FROM membership WHERE shop_id = ?${lock}`;
  const rows = (await manager.query(sql, [shopId])) as unknown as { agent_id: string; role: ShopRole }[];
  return new Map(rows.map((row) => [row.agent_id, row.role]));
}

/** A shop keeps an owner. Throws `conflict`, which no repeat helps. */
export function requireOtherOwner(members: ReadonlyMap<string, ShopRole>, agentId: string): void {
  const others = [...members].filter(([id, role]) => role === 'owner' && id !== agentId);
  if (members.get(agentId) === 'owner' && others.length === 0) {
    throw new ChatError('conflict', 'A shop keeps at least one owner', { retryable: false });
  }
}

/** Invitations that an agent sent die with the right to send them. */
export async function dropInvitationsOf(manager: Manager, shopId: string, agentId: string): Promise<void> {
  const sql = 'DELETE FROM invitation WHERE shop_id = ? AND invited_by = ? AND accepted_at IS NULL';
  await manager.query(sql, [shopId, agentId]);
}
