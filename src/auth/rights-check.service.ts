// The regular look at rights: for all connections of a node at once, what the database grants them now. An error of the
// database goes to the caller: a right that cannot be confirmed is not granted here.

import { Injectable } from '@nestjs/common';

import type { CustomerPrincipal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import type { ShopRole } from '../protocol/index.js';
import { placeholders } from '../persistence/placeholders.js';

/** What an agent may now; `gone` once the sign-in ended. */
export type AgentRights = { name: string; shops: ReadonlyMap<string, ShopRole> } | 'gone';

/** What a customer may now; `gone`: claimed by a verified customer, or its shop takes no unsigned shoppers any more. */
export type CustomerRights = { name: string | null; exists: boolean; aliases: readonly string[] } | 'blocked' | 'gone';

interface AgentRow {
  family: string;
  agent: string;
  name: string;
  shop: string | null;
  role: ShopRole | null;
}

interface CustomerRow {
  id: string;
  name: string | null;
  blocked_at: number | string | null;
  claimed_by: string | null;
}

/** Ids of one statement. */
const BATCH = 500;

@Injectable()
export class RightsCheckService {
  constructor(private readonly database: Database) {}

  /** Rights by family (the sign-in). A family that is not in the answer does not happen: every asked one is. */
  async checkAgents(agents: Iterable<{ id: string; family: string }>): Promise<Map<string, AgentRights>> {
    const asked = new Map([...agents].map(({ id, family }) => [family, id]));
    const found = new Map<string, AgentRights>([...asked.keys()].map((family) => [family, 'gone']));
    const shops = new Map<string, Map<string, ShopRole>>();
    for (const families of batches([...asked.keys()])) {
      for (const row of await this.agentRows(families)) {
        if (row.agent !== asked.get(row.family)) continue;
        const roles = shops.get(row.family) ?? new Map<string, ShopRole>();
        if (row.shop !== null && row.role !== null) roles.set(row.shop, row.role);
        shops.set(row.family, roles);
        found.set(row.family, { name: row.name, shops: roles });
      }
    }
    return found;
  }

  /** Rights by customer id. A customer without a row is fine: its row is made with its first event. */
  async checkCustomers(
    customers: Iterable<Pick<CustomerPrincipal, 'id' | 'shop' | 'verified'>>,
  ): Promise<Map<string, CustomerRights>> {
    const asked = new Map([...customers].map((customer) => [customer.id, customer]));
    const rows = new Map<string, CustomerRow>();
    const aliases = new Map<string, string[]>();
    for (const ids of batches([...asked.keys()])) {
      for (const row of await this.customerRows(ids)) {
        rows.set(row.id, row);
        if (row.claimed_by !== null) aliases.set(row.claimed_by, [...(aliases.get(row.claimed_by) ?? []), row.id]);
      }
    }
    const signedOnly = await this.signedOnly([...asked.values()].filter(({ verified }) => !verified));
    const found = new Map<string, CustomerRights>();
    for (const { id, shop, verified } of asked.values()) {
      const row = rows.get(id);
      if (row?.blocked_at) found.set(id, 'blocked');
      else if (row?.claimed_by || (!verified && signedOnly.has(shop))) found.set(id, 'gone');
      else found.set(id, { name: row?.name ?? null, exists: row !== undefined, aliases: aliases.get(id) ?? [] });
    }
    return found;
  }

  private agentRows(families: string[]): Promise<AgentRow[]> {
    return this.database.rows<AgentRow>(
      `SELECT f.id AS family, a.id AS agent, a.name AS name, m.shop_id AS shop, m.role AS role
       FROM refresh_family f JOIN agent a ON a.id = f.agent_id LEFT JOIN membership m ON m.agent_id = a.id
       WHERE f.ended_at IS NULL AND f.id IN (${placeholders(families.length)})`,
      families,
    );
  }

  private async customerRows(ids: string[]): Promise<CustomerRow[]> {
    const select = 'SELECT id, name, blocked_at, claimed_by FROM customer WHERE';
    return this.database.rows<CustomerRow>(
      `${select} id IN (${placeholders(ids.length)}) UNION ${select} claimed_by IN (${placeholders(ids.length)})`,
      [...ids, ...ids],
    );
  }

  /** Shops of these customers that take signed shoppers only. */
  private async signedOnly(customers: readonly { shop: string }[]): Promise<Set<string>> {
    const shops = new Set<string>();
    for (const ids of batches([...new Set(customers.map(({ shop }) => shop))])) {
      const sql = `SELECT id FROM shop WHERE enforce_identity = 1 AND id IN (${placeholders(ids.length)})`;
      for (const { id } of await this.database.rows<{ id: string }>(sql, ids)) shops.add(id);
    }
    return shops;
  }
}

function* batches(ids: readonly string[]): Generator<string[]> {
  for (let from = 0; from < ids.length; from += BATCH) yield ids.slice(from, from + BATCH);
}
