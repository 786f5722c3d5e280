// Signing in, staying signed in, signing out.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import { Agent } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import type { AgentSession } from '../protocol/index.js';
import { agentRow } from './agent-row.js';
import { LoginAttempts } from './login-attempts.service.js';
import { PasswordHasher } from './password-hasher.js';
import { type RefreshGrant, RefreshFamilies } from './refresh-families.service.js';
import { TokenService } from './token.service.js';

/** The body to answer with, and the refresh token for the cookie. */
export interface SignedInAgent {
  session: AgentSession;
  refreshToken: string;
}

@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly attempts: LoginAttempts,
    private readonly passwords: PasswordHasher,
    private readonly families: RefreshFamilies,
    private readonly tokens: TokenService,
  ) {}

  /** One answer for an unknown e-mail and for a wrong password, after the same time. */
  async login(email: string, password: string, address: string): Promise<SignedInAgent> {
    return this.start((await this.requirePassword(email, password, address)).id);
  }

  /** The agent whose password this is. Throws `unauthorized`, or `rate_limited` after too many tries. */
  async requirePassword(email: string, password: string, address: string): Promise<Agent> {
    const agent = await this.database.read.getRepository(Agent).findOneBy({ email });
    const check = (): Promise<boolean> => this.passwords.verify(agent?.passwordHash, password);
    const right = await this.attempts.attempt(email, address, check);
    if (!right || !agent) throw new ChatError('unauthorized', 'E-mail or password is wrong');
    return agent;
  }

  /** Signs in an agent who has proven who it is. */
  async start(agentId: string): Promise<SignedInAgent> {
    return this.signedIn(await this.families.start(agentId));
  }

  async refresh(refreshToken: string): Promise<SignedInAgent> {
    return this.signedIn(await this.families.exchange(refreshToken));
  }

  /** Ends the sign-in of a refresh token, or all of its agent. False where the token leads nowhere. */
  async logout(refreshToken: string, everywhere: boolean): Promise<boolean> {
    const family = await this.families.familyOf(refreshToken);
    if (!family) return false;
    // A token of a sign-in that ended already proves nothing about the others.
    if (everywhere && family.endedAt === null) await this.families.endAll(family.agentId);
    else await this.families.end(family);
    return true;
  }

  private async signedIn({ agentId, family, refreshToken }: RefreshGrant): Promise<SignedInAgent> {
    const issued = await this.tokens.signAgent({ id: agentId, family });
    return { session: { ...issued, agent: await agentRow(this.database, agentId) }, refreshToken };
  }
}
