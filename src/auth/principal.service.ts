// From what stands in `Authorization` (or in `hello`) to a principal with the rights that the database grants now.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import type { AgentPrincipal, CustomerPrincipal, KeyPrincipal, Principal } from '../common/principal.js';
import { ApiKey } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { hashOf } from './secret-hash.js';
import { type AgentRights, type CustomerRights, RightsCheckService } from './rights-check.service.js';
import { type AgentToken, type CustomerToken, TokenService } from './token.service.js';

/** A principal and when its token ends (database time, ms; an API key's never). */
export interface Authenticated<P extends Principal = Principal> {
  principal: P;
  expiresAt: number;
}

/** What an API key begins with. */
export const API_KEY_PREFIX = 'sbk_';
const MAX_KEY_LENGTH = 128;

@Injectable()
export class PrincipalService {
  constructor(
    private readonly tokens: TokenService,
    private readonly rights: RightsCheckService,
    private readonly database: Database,
  ) {}

  /** An access token of an agent or a customer. Throws `unauthorized` or `blocked`; errors of the database go through. */
  async authenticate(token: string): Promise<Authenticated<AgentPrincipal | CustomerPrincipal>> {
    const verified = await this.tokens.verify(token);
    const principal = verified.kind === 'agent' ? await this.agent(verified) : await this.customer(verified);
    return { principal, expiresAt: verified.expiresAt };
  }

  /** A bearer over HTTP: an access token or an API key. */
  async authenticateBearer(bearer: string): Promise<Authenticated> {
    if (!bearer.startsWith(API_KEY_PREFIX)) return this.authenticate(bearer);
    return { principal: await this.apiKey(bearer), expiresAt: Infinity };
  }

  /** What the database grants these agents now, by family; for the gateway's regular look. */
  checkAgents(agents: Iterable<Pick<AgentPrincipal, 'id' | 'family'>>): Promise<Map<string, AgentRights>> {
    return this.rights.checkAgents(agents);
  }

  /** What the database grants these customers now, by id; for the gateway's regular look. */
  checkCustomers(
    customers: Iterable<Pick<CustomerPrincipal, 'id' | 'shop' | 'verified'>>,
  ): Promise<Map<string, CustomerRights>> {
    return this.rights.checkCustomers(customers);
  }

  private async agent({ id, family }: AgentToken): Promise<AgentPrincipal> {
    const rights = (await this.rights.checkAgents([{ id, family }])).get(family);
    if (rights === undefined || rights === 'gone') throw unauthorized();
    return { kind: 'agent', id, name: rights.name, shops: rights.shops, family };
  }

  private async customer({ id, shop, verified, profile }: CustomerToken): Promise<CustomerPrincipal> {
    const rights = (await this.rights.checkCustomers([{ id, shop, verified }])).get(id);
    if (rights === 'blocked') throw new ChatError('blocked', 'This shop does not take messages from you');
    if (rights === undefined || rights === 'gone') throw unauthorized();
    const { name, exists, aliases } = rights;
    const principal = { kind: 'customer' as const, id, shop, verified, aliases };
    if (exists || !profile) return { ...principal, name };
    return { ...principal, name: profile.name, profile };
  }

  private async apiKey(key: string): Promise<KeyPrincipal> {
    if (key.length > MAX_KEY_LENGTH) throw unauthorized();
    const row = await this.database.read.getRepository(ApiKey).findOneBy({ hash: hashOf(key) });
    if (row?.revokedAt !== null) throw unauthorized();
    return { kind: 'apiKey', id: row.id, shop: row.shopId, name: row.name, scopes: row.scopes };
  }
}

function unauthorized(): ChatError {
  return new ChatError('unauthorized', 'Sign in first');
}
