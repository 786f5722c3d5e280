// An invitation as the invited sees it: what it is for, and joining, with a new account or the one that the e-mail has.

import { Injectable } from '@nestjs/common';

import { AccountEvents } from '../auth/account-events.js';
import { hashOf } from '../auth/secret-hash.js';
import { type SignedInAgent, SignInService } from '../auth/sign-in.service.js';
import { ChatError, notFound } from '../common/chat-error.js';
import { Agent, Invitation, Shop } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { type AcceptInvitationRequest, FIELD_LIMITS, type ShopRole } from '../protocol/index.js';
import { AgentsService } from './agents.service.js';
import type { Manager } from './members.js';

/** What the holder of the link may know. */
export interface InvitationInfo {
  shop: { name: string };
  email: string;
  role: ShopRole;
  /** The e-mail has an account: its password is asked for instead of a new one. */
  registered: boolean;
}

@Injectable()
export class InvitationAcceptance {
  constructor(
    private readonly database: Database,
    private readonly agents: AgentsService,
    private readonly signIn: SignInService,
    private readonly events: AccountEvents,
  ) {}

  /** Throws `not_found` for a link that is used, old or taken back. */
  async info(token: string): Promise<InvitationInfo> {
    const { shopId, email, role } = await this.find(token);
    const shop = await this.database.read.getRepository(Shop).findOneBy({ id: shopId });
    if (!shop) throw deadLink();
    const registered = await this.database.read.getRepository(Agent).existsBy({ email });
    return { shop: { name: shop.name }, email, role, registered };
  }

  /** Joins and signs in. Throws `unauthorized` for a wrong password of an account that exists. */
  async accept(token: string, { name, password }: AcceptInvitationRequest, address: string): Promise<SignedInAgent> {
    const invitation = await this.find(token);
    const joinPerson = await this.person({ email: invitation.email, name, password }, address);
    const agentId = await this.database.transaction(async (manager) => {
      await this.use(manager, invitation);
      const id = await joinPerson(manager);
      await this.agents.joinIn(manager, invitation.shopId, id, invitation.role);
      return id;
    });
    this.events.rightsChanged('agent', agentId);
    return this.signIn.start(agentId);
  }

  private async find(token: string): Promise<Invitation> {
    const tokenHash = hashOf(token);
    const invitation = await this.database.read.getRepository(Invitation).findOneBy({ tokenHash });
    if (invitation?.acceptedAt !== null || invitation.expiresAt <= this.database.clock.now()) throw deadLink();
    return invitation;
  }

  /** Who joins: the account that the e-mail has, proven by its password, or a new one. */
  private async person(
    person: AcceptInvitationRequest & { email: string },
    address: string,
  ): Promise<(manager: Manager) => Promise<string>> {
    if (await this.database.read.getRepository(Agent).existsBy({ email: person.email })) {
      const { id } = await this.signIn.requirePassword(person.email, person.password, address);
      return async () => id;
    }
    if (person.password.length < FIELD_LIMITS.passwordMin) {
      throw new ChatError('invalid', 'Not valid: password', { fields: ['password'] });
    }
    return this.agents.preparePerson(person);
  }

  /** Once, whoever else tries at the same moment. */
  private async use(manager: Manager, { id }: Invitation): Promise<void> {
    const now = this.database.clock.now();
    const update = manager.createQueryBuilder().update(Invitation).set({ acceptedAt: now });
    const open = 'id = :id AND accepted_at IS NULL AND expires_at > :now';
    const { affected } = await update.where(open, { id, now }).execute();
    if (affected !== 1) throw deadLink();
  }
}

function deadLink(): ChatError {
  return notFound('This invitation was used, taken back or has ended');
}
