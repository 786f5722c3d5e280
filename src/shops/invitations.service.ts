// Invitations as a shop sees them: sent, listed, taken back.

import { Injectable, Logger } from '@nestjs/common';

import { invitationLink } from '../auth/links.js';
import { Mailer } from '../auth/mailer.js';
import { hashOf } from '../auth/secret-hash.js';
import { ChatError, notFound } from '../common/chat-error.js';
import { isUuid, newId, newSecret } from '../common/ids.js';
import type { AgentPrincipal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { Invitation, Shop } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import type { InvitationAnswer, InvitationRequest, Page, ShopRole } from '../protocol/index.js';
import type { Manager } from './members.js';

/** An open invitation as lists show it. */
export interface InvitationRow {
  id: string;
  email: string;
  role: ShopRole;
  expiresAt: string;
}

const LIFE_MS = 7 * 24 * 60 * 60_000;
const MOST_OPEN = 100;

@Injectable()
export class InvitationsService {
  private readonly logger = new Logger(InvitationsService.name);

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly mailer: Mailer,
  ) {}

  /** Invites by mail; where none can be sent the answer holds the link. A later invitation of the same e-mail replaces it. */
  async invite(by: AgentPrincipal, shopId: string, { email, role }: InvitationRequest): Promise<InvitationAnswer> {
    const token = newSecret();
    const createdAt = this.database.clock.now();
    const expiresAt = createdAt + LIFE_MS;
    const id = newId(createdAt);
    const row = {
      id,
      shopId,
      email,
      role,
      tokenHash: hashOf(token),
      invitedBy: by.id,
      createdAt,
      expiresAt,
      acceptedAt: null,
    };
    await this.database.transaction((manager) => this.insert(manager, row));
    const link = invitationLink(this.config.http.publicUrl, token);
    const mailed = this.mailer.canSend && (await this.mail(by, row, link));
    return { id, expiresAt: this.database.clock.iso(expiresAt), ...(mailed ? {} : { link }) };
  }

  async list(shopId: string): Promise<Page<InvitationRow>> {
    const sql = `SELECT id, email, role, expires_at FROM invitation
      WHERE shop_id = ? AND accepted_at IS NULL AND expires_at > ? ORDER BY id`;
    const rows = await this.database.rows<{ id: string; email: string; role: ShopRole; expires_at: number | string }>(
      sql,
      [shopId, this.database.clock.now()],
    );
    const { clock } = this.database;
    const items = rows.map(({ expires_at, id, email, role }) => ({
      id,
      email,
      role,
      expiresAt: clock.iso(Number(expires_at)),
    }));
    return { items, nextCursor: null };
  }

  /** Throws `not_found` for one of another shop, or one that is accepted. */
  async revoke(shopId: string, id: string): Promise<void> {
    if (!isUuid(id)) throw notFound();
    const { affected } = await this.database.transaction((manager) => {
      const remove = manager.createQueryBuilder().delete().from(Invitation);
      return remove.where('id = :id AND shop_id = :shopId AND accepted_at IS NULL', { id, shopId }).execute();
    });
    if (affected !== 1) throw notFound();
  }

  private async insert(manager: Manager, row: Invitation): Promise<void> {
    const { shopId, email, createdAt } = row;
    const member = 'SELECT 1 FROM membership m JOIN agent a ON a.id = m.agent_id WHERE m.shop_id = ? AND a.email = ?';
    if (await found(manager, member, [shopId, email])) throw refused('Already a member of the shop');
    const open = 'shop_id = ? AND accepted_at IS NULL';
    await manager.query(`DELETE FROM invitation WHERE ${open} AND (email = ? OR expires_at <= ?)`, [
      shopId,
      email,
      createdAt,
    ]);
    const full = `SELECT id FROM invitation WHERE ${open} LIMIT 1 OFFSET ${MOST_OPEN - 1}`;
    if (await found(manager, full, [shopId])) throw refused('Too many invitations are open');
    await manager.getRepository(Invitation).insert(row);
  }

  /** Whether the mail server took it. */
  private async mail(by: AgentPrincipal, { shopId, email }: Invitation, link: string): Promise<boolean> {
    const shop = await this.database.read.getRepository(Shop).findOneByOrFail({ id: shopId });
    const text = `Hello,\n\n${by.name} invites you to answer the customers of ${shop.name}. Accept within seven days:\n${link}\n`;
    try {
      await this.mailer.send({ to: email, subject: `${shop.name} invites you`, text });
      return true;
    } catch (error) {
      this.logger.warn({ msg: 'An invitation could not be mailed', err: error });
      return false;
    }
  }
}

async function found(manager: Manager, sql: string, parameters: unknown[]): Promise<boolean> {
  return ((await manager.query(sql, parameters)) as unknown as unknown[]).length > 0;
}

function refused(message: string): ChatError {
  return new ChatError('conflict', message, { retryable: false });
}
