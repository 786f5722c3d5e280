// Refresh tokens: one family a sign-in, each token exchanged once for its successor. The successor is derived from the
// token, so two tabs that race, or a client whose answer was lost, get the same one. A token used again later than that
// was stolen, or its successor was: the family ends.

import { createHmac } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import { newId, newSecret } from '../common/ids.js';
import { Config } from '../config/config.js';
import { RefreshFamily, RefreshToken } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { AccountEvents } from './account-events.js';
import { hashOf } from './secret-hash.js';

/** A refresh token that nobody uses for this long ends. */
export const REFRESH_LIFE_MS = 30 * 24 * 60 * 60_000;
/** Within this time a second exchange of one token is a race, later it is theft. */
export const RACE_MS = 10_000;

/** A sign-in and the refresh token to give to its browser. */
export interface RefreshGrant {
  agentId: string;
  family: string;
  refreshToken: string;
}

type Manager = Database['read'];
type Exchange = RefreshGrant | 'unknown' | 'raced' | { stolenFrom: RefreshFamily };

@Injectable()
export class RefreshFamilies {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly events: AccountEvents,
  ) {}

  /** Begins a sign-in. */
  start(agentId: string): Promise<RefreshGrant> {
    const refreshToken = newSecret();
    const createdAt = this.database.clock.now();
    const family = newId(createdAt);
    return this.database.transaction(async (manager) => {
      await manager.getRepository(RefreshFamily).insert({ id: family, agentId, createdAt, endedAt: null });
      await this.insert(manager, refreshToken, family);
      return { agentId, family, refreshToken };
    });
  }

  /** Exchanges a refresh token. Throws `unauthorized` when it is unknown, ended or stolen, `conflict` to try again. */
  async exchange(refreshToken: string): Promise<RefreshGrant> {
    // The end of a family must be committed, so the refusal is thrown outside of the transaction.
    const result = await this.database.transaction((manager) => this.exchangeIn(manager, refreshToken));
    if (result === 'unknown') throw new ChatError('unauthorized', 'Sign in first');
    if (result === 'raced') throw new ChatError('conflict', 'Refreshed by another tab', { retryAfterMs: 100 });
    if (!('stolenFrom' in result)) return result;
    this.events.rightsChanged('agent', result.stolenFrom.agentId);
    throw new ChatError('unauthorized', 'Sign in again');
  }

  /** The sign-in that a refresh token belongs to, ended or not. */
  async familyOf(refreshToken: string): Promise<RefreshFamily | null> {
    const token = await this.database.read.getRepository(RefreshToken).findOneBy({ hash: hashOf(refreshToken) });
    return token && this.database.read.getRepository(RefreshFamily).findOneBy({ id: token.familyId });
  }

  /** Ends one sign-in. */
  async end({ id, agentId }: Pick<RefreshFamily, 'id' | 'agentId'>): Promise<void> {
    await this.database.transaction((manager) => this.endIn(manager, id));
    this.events.rightsChanged('agent', agentId);
  }

  /** Ends all sign-ins of an agent but one. */
  async endAll(agentId: string, except = ''): Promise<void> {
    await this.database.transaction((manager) => this.endAllIn(manager, agentId, except));
    this.events.rightsChanged('agent', agentId);
  }

  /** Tells this process that sign-ins of an agent ended; after the commit. */
  announceEnd(agentId: string): void {
    this.events.rightsChanged('agent', agentId);
  }

  /** The same as `endAll` inside the caller's transaction, who announces it after the commit. */
  async endAllIn(manager: Manager, agentId: string, except = ''): Promise<void> {
    await manager.query('UPDATE refresh_family SET ended_at = ? WHERE agent_id = ? AND ended_at IS NULL AND id <> ?', [
      this.database.clock.now(),
      agentId,
      except,
    ]);
  }

  private async exchangeIn(manager: Manager, refreshToken: string): Promise<Exchange> {
    const tokens = manager.getRepository(RefreshToken);
    const hash = hashOf(refreshToken);
    const now = this.database.clock.now();
    // The one that marks it first makes the successor; others wait here for its commit.
    const marked = await this.mark(manager, hash, now);
    const token = await tokens.findOneBy({ hash });
    const family = token && (await manager.getRepository(RefreshFamily).findOneBy({ id: token.familyId }));
    if (!token || family?.endedAt !== null || token.expiresAt <= now) return 'unknown';
    const grant = { agentId: family.agentId, family: family.id };
    if (marked) {
      const successor = this.successors(refreshToken)[0] ?? '';
      await this.insert(manager, successor, family.id);
      return { ...grant, refreshToken: successor };
    }
    if (now - (token.usedAt ?? 0) > RACE_MS) {
      await this.endIn(manager, family.id);
      return { stolenFrom: family };
    }
    for (const successor of this.successors(refreshToken)) {
      const row = await tokens.findOneBy({ hash: hashOf(successor) });
      if (row?.usedAt === null) return { ...grant, refreshToken: successor };
    }
    return 'raced';
  }

  private async mark(manager: Manager, hash: string, now: number): Promise<boolean> {
    const update = manager.createQueryBuilder().update(RefreshToken).set({ usedAt: now });
    const { affected } = await update.where('hash = :hash AND used_at IS NULL', { hash }).execute();
    return affected === 1;
  }

  /** What the token is exchanged for, by each secret: nodes may differ while a secret is rotated. */
  private successors(refreshToken: string): string[] {
    return this.config.auth.tokenSecrets.map((secret) =>
      createHmac('sha256', secret).update(`shopbell refresh\0${refreshToken}`).digest('base64url'),
    );
  }

  private async insert(manager: Manager, refreshToken: string, familyId: string): Promise<void> {
    const createdAt = this.database.clock.now();
    const row = {
      hash: hashOf(refreshToken),
      familyId,
      createdAt,
      expiresAt: createdAt + REFRESH_LIFE_MS,
      usedAt: null,
    };
    await manager.getRepository(RefreshToken).insert(row);
  }

  private async endIn(manager: Manager, id: string): Promise<void> {
    const sql = 'UPDATE refresh_family SET ended_at = ? WHERE id = ? AND ended_at IS NULL';
    await manager.query(sql, [this.database.clock.now(), id]);
  }
}
