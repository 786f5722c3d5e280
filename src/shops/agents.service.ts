// The agents of a shop: who they are, which role they have, what they choose to show.

import { Injectable } from '@nestjs/common';

import { AccountEvents } from '../auth/account-events.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { requireRank } from '../auth/rights.js';
import { ChatError, notFound } from '../common/chat-error.js';
import { newId } from '../common/ids.js';
import type { AgentPrincipal, Principal } from '../common/principal.js';
import { Agent, Membership, Shop } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { isDuplicate } from '../persistence/sql-errors.js';
import { type AgentState, type Page, SHOP_ROLES, type ShopRole } from '../protocol/index.js';
import { dropInvitationsOf, lockMembers, type Manager, requireOtherOwner } from './members.js';

/** An agent as a member of a shop. */
export interface MemberRow {
  id: string;
  name: string;
  email: string;
  role: ShopRole;
  state: AgentState;
}

/** A person to be made an agent. */
export interface NewAgent {
  email: string;
  name: string;
  password: string;
}

@Injectable()
export class AgentsService {
  constructor(
    private readonly database: Database,
    private readonly hasher: PasswordHasher,
    private readonly events: AccountEvents,
  ) {}

  /** Makes an agent with a role. A known e-mail: adds the shop to that agent and leaves its name and password. */
  async create({
    shopId,
    role,
    ...person
  }: NewAgent & { shopId: string; role: ShopRole }): Promise<{ agentId: string }> {
    const email = person.email.trim().toLowerCase();
    const known = await this.database.read.getRepository(Agent).findOneBy({ email });
    const insert = known === null ? await this.preparePerson({ ...person, email }) : null;
    const agentId = await this.database.transaction(async (manager) => {
      if (!(await manager.getRepository(Shop).existsBy({ id: shopId }))) throw notFound('No such shop');
      const id = insert === null ? (known?.id ?? '') : await insert(manager);
      await this.joinIn(manager, shopId, id, role);
      return id;
    });
    this.events.rightsChanged('agent', agentId);
    return { agentId };
  }

  /** Hashes the password, which takes time, so that the transaction need not. The result inserts the person. */
  async preparePerson({ email, name, password }: NewAgent): Promise<(manager: Manager) => Promise<string>> {
    const passwordHash = await this.hasher.hash(password);
    return async (manager) => {
      const createdAt = this.database.clock.now();
      const id = newId(createdAt);
      try {
        await manager.getRepository(Agent).insert({ id, email, name, passwordHash, state: 'online', createdAt });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        throw new ChatError('conflict', 'This e-mail has an account already', { retryable: false, fields: ['email'] });
      }
      return id;
    };
  }

  /** Adds a member inside the caller's transaction. Throws `conflict` for one that is a member. */
  async joinIn(manager: Manager, shopId: string, agentId: string, role: ShopRole): Promise<void> {
    try {
      await manager.getRepository(Membership).insert({ shopId, agentId, role, createdAt: this.database.clock.now() });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new ChatError('conflict', 'Already a member of the shop', { retryable: false });
    }
  }

  async list(shopId: string): Promise<Page<MemberRow>> {
    const sql = `SELECT a.id AS id, a.name AS name, a.email AS email, m.role AS role, a.state AS state
      FROM membership m JOIN agent a ON a.id = m.agent_id WHERE m.shop_id = ? ORDER BY m.created_at, a.id`;
    const rows = await this.database.rows<MemberRow>(sql, [shopId]);
    return {
      items: rows.map(({ id, name, email, role, state }) => ({ id, name, email, role, state })),
      nextCursor: null,
    };
  }

  /** Throws `not_found`, `forbidden` for a role above one's own, `conflict` for the last owner. */
  async changeRole(by: Principal, shopId: string, agentId: string, role: ShopRole): Promise<void> {
    await this.database.transaction(async (manager) => {
      const members = await lockMembers(manager, this.database, shopId);
      const present = members.get(agentId);
      if (present === undefined) throw notFound();
      requireRank(by, shopId, present);
      requireRank(by, shopId, role);
      if (role !== 'owner') requireOtherOwner(members, agentId);
      await manager.getRepository(Membership).update({ shopId, agentId }, { role });
      // Also those for a role that was not above the former one: who made them could come back by them.
      if (SHOP_ROLES.indexOf(role) > SHOP_ROLES.indexOf(present)) await dropInvitationsOf(manager, shopId, agentId);
    });
    this.events.rightsChanged('agent', agentId);
  }

  /** What the agent chooses to show in all its shops. */
  async show({ id, shops }: AgentPrincipal, state: AgentState): Promise<void> {
    await this.database.transaction((manager) => manager.getRepository(Agent).update({ id }, { state }));
    this.events.stateChanged({ agentId: id, state, shops: [...shops.keys()] });
  }
}
