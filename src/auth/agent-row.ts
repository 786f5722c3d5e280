// An agent as clients see it: the person with its shops and roles.

import { notFound } from '../common/chat-error.js';
import { Agent } from '../persistence/entities/index.js';
import type { Database } from '../persistence/database.js';
import type { AgentRow, ShopRow } from '../protocol/index.js';

/** Reads one agent. Throws `not_found`. */
export async function agentRow(database: Database, agentId: string): Promise<AgentRow> {
  const agent = await database.read.getRepository(Agent).findOneBy({ id: agentId });
  if (!agent) throw notFound();
  const sql = `SELECT s.id AS id, s.name AS name, m.role AS role FROM membership m JOIN shop s ON s.id = m.shop_id
    WHERE m.agent_id = ? ORDER BY s.created_at, s.id`;
  const shops = (await database.rows<ShopRow>(sql, [agentId])).map(({ id, name, role }) => ({ id, name, role }));
  return { id: agent.id, email: agent.email, name: agent.name, state: agent.state, shops };
}
