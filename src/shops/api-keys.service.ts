// Keys of a shop's programs: shown once, kept as a hash, with scopes.

import { Injectable } from '@nestjs/common';

import { AccountEvents } from '../auth/account-events.js';
import { API_KEY_PREFIX } from '../auth/principal.service.js';
import { hashOf } from '../auth/secret-hash.js';
import { ChatError, notFound } from '../common/chat-error.js';
import { isUuid, newId, newSecret } from '../common/ids.js';
import { ApiKey, Shop } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import type { KeyScope, Page } from '../protocol/index.js';

/** A key as lists show it. */
export interface ApiKeyRow {
  id: string;
  name: string;
  scopes: KeyScope[];
  createdAt: string;
}

const MOST_KEYS = 50;

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly events: AccountEvents,
  ) {}

  /** Makes a key. Throws `not_found` for an unknown shop. */
  async create(key: { shopId: string; name: string; scopes: KeyScope[] }): Promise<{ id: string; apiKey: string }> {
    const { shopId, name, scopes } = key;
    const apiKey = `${API_KEY_PREFIX}${newSecret()}`;
    const createdAt = this.database.clock.now();
    const id = newId(createdAt);
    await this.database.transaction(async (manager) => {
      if (!(await manager.getRepository(Shop).existsBy({ id: shopId }))) throw notFound();
      const sql = 'SELECT id FROM api_key WHERE shop_id = ? AND revoked_at IS NULL';
      const live = (await manager.query(sql, [shopId])) as unknown as unknown[];
      if (live.length >= MOST_KEYS) throw new ChatError('conflict', 'Revoke a key first', { retryable: false });
      await manager
        .getRepository(ApiKey)
        .insert({ id, shopId, name, hash: hashOf(apiKey), scopes, createdAt, revokedAt: null });
    });
    return { id, apiKey };
  }

  async list(shopId: string): Promise<Page<ApiKeyRow>> {
    const keys = await this.database.read.getRepository(ApiKey).find({ where: { shopId }, order: { id: 'ASC' } });
    const live = keys.filter(({ revokedAt }) => revokedAt === null);
    const items = live.map(({ id, name, scopes, createdAt }) => ({
      id,
      name,
      scopes,
      createdAt: this.database.clock.iso(createdAt),
    }));
    return { items, nextCursor: null };
  }

  /** Throws `not_found` for a key of another shop, or one that is revoked already. */
  async revoke(shopId: string, id: string): Promise<void> {
    if (!isUuid(id)) throw notFound();
    const now = this.database.clock.now();
    const revoked = await this.database.transaction(async (manager) => {
      const update = manager.createQueryBuilder().update(ApiKey).set({ revokedAt: now });
      return update.where('id = :id AND shop_id = :shopId AND revoked_at IS NULL', { id, shopId }).execute();
    });
    if (revoked.affected !== 1) throw notFound();
    this.events.rightsChanged('apiKey', id);
  }
}
