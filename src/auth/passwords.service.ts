// Changing a password, and setting a new one by a link: mailed, or printed by the CLI where no mail can be sent.

import { Injectable, Logger } from '@nestjs/common';

import { ChatError, notFound } from '../common/chat-error.js';
import { newSecret } from '../common/ids.js';
import type { AgentPrincipal } from '../common/principal.js';
import { Config } from '../config/config.js';
import { Agent, PasswordReset } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { resetLink } from './links.js';
import { Mailer } from './mailer.js';
import { PasswordHasher } from './password-hasher.js';
import { RefreshFamilies } from './refresh-families.service.js';
import { hashOf } from './secret-hash.js';
import { SignInService } from './sign-in.service.js';

const LINK_LIFE_MS = 60 * 60_000;
/** Mails that one account gets within the life of a link. */
const LINKS_AT_ONCE = 3;

@Injectable()
export class PasswordsService {
  private readonly logger = new Logger(PasswordsService.name);

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly hasher: PasswordHasher,
    private readonly signIn: SignInService,
    private readonly families: RefreshFamilies,
    private readonly mailer: Mailer,
  ) {}

  /** Ends all other sign-ins of the agent. Throws `unauthorized` for a wrong present password. */
  async change(principal: AgentPrincipal, current: string, next: string, address: string): Promise<void> {
    const { email } = await this.database.read.getRepository(Agent).findOneByOrFail({ id: principal.id });
    const agent = await this.signIn.requirePassword(email, current, address);
    const passwordHash = await this.hasher.hash(next);
    await this.database.transaction((manager) => this.store(manager, agent.id, passwordHash, principal.family));
    this.families.announceEnd(agent.id);
  }

  /** Mails a link if there is such an account. Not awaited by the call, so that its time tells nothing. */
  requestReset(email: string): void {
    if (!this.mailer.canSend) return;
    this.mailLink(email).catch((error: unknown) => {
      this.logger.warn({ msg: 'A password link could not be mailed', err: error });
    });
  }

  /** A link for an account, to be handed over by the operator. Throws `not_found`. */
  async resetLink(email: string): Promise<string> {
    const agent = await this.database.read.getRepository(Agent).findOneBy({ email: email.trim().toLowerCase() });
    if (!agent) throw notFound('No account has this e-mail');
    return this.makeLink(agent.id);
  }

  /** Sets a new password by a link, once, and ends all sign-ins. Throws `not_found` for a link that is used or old. */
  async reset(token: string, password: string): Promise<void> {
    const row = await this.database.read.getRepository(PasswordReset).findOneBy({ tokenHash: hashOf(token) });
    if (row?.usedAt !== null || row.expiresAt <= this.database.clock.now()) throw deadLink();
    const passwordHash = await this.hasher.hash(password);
    await this.database.transaction(async (manager) => {
      const now = this.database.clock.now();
      const update = manager.createQueryBuilder().update(PasswordReset).set({ usedAt: now });
      const fresh = 'token_hash = :hash AND used_at IS NULL AND expires_at > :now';
      const { affected } = await update.where(fresh, { hash: row.tokenHash, now }).execute();
      if (affected !== 1) throw deadLink();
      await this.store(manager, row.agentId, passwordHash, '');
    });
    this.families.announceEnd(row.agentId);
  }

  /** All links of the account die with the password that they would have replaced. */
  private async store(manager: Database['read'], agentId: string, hash: string, keepFamily: string): Promise<void> {
    const now = this.database.clock.now();
    await manager.getRepository(Agent).update({ id: agentId }, { passwordHash: hash });
    await manager.query('UPDATE password_reset SET used_at = ? WHERE agent_id = ? AND used_at IS NULL', [now, agentId]);
    await this.families.endAllIn(manager, agentId, keepFamily);
  }

  private async mailLink(email: string): Promise<void> {
    const agent = await this.database.read.getRepository(Agent).findOneBy({ email });
    if (!agent || (await this.openLinks(agent.id)) >= LINKS_AT_ONCE) return;
    const text = `Hello ${agent.name},\n\nset a new password here within an hour:\n${await this.makeLink(agent.id)}\n\nIf you did not ask for this, do nothing.\n`;
    await this.mailer.send({ to: agent.email, subject: 'Your new password', text });
  }

  private async openLinks(agentId: string): Promise<number> {
    const sql = 'SELECT token_hash FROM password_reset WHERE agent_id = ? AND used_at IS NULL AND expires_at > ?';
    return (await this.database.rows(sql, [agentId, this.database.clock.now()])).length;
  }

  private async makeLink(agentId: string): Promise<string> {
    const token = newSecret();
    const createdAt = this.database.clock.now();
    const row = { tokenHash: hashOf(token), agentId, createdAt, expiresAt: createdAt + LINK_LIFE_MS, usedAt: null };
    await this.database.transaction((manager) => manager.getRepository(PasswordReset).insert(row));
    return resetLink(this.config.http.publicUrl, token);
  }
}

function deadLink(): ChatError {
  return notFound('This link was used or has ended');
}
