// Registration: a new person with a new shop of its own, if the installation allows it.

import { Injectable } from '@nestjs/common';

import { type SignedInAgent, SignInService } from '../auth/sign-in.service.js';
import { ChatError } from '../common/chat-error.js';
import { Config } from '../config/config.js';
import { Database } from '../persistence/database.js';
import type { RegisterRequest } from '../protocol/index.js';
import { AgentsService } from './agents.service.js';
import { ShopsService } from './shops.service.js';

@Injectable()
export class RegistrationService {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly agents: AgentsService,
    private readonly shops: ShopsService,
    private readonly signIn: SignInService,
  ) {}

  /** Person, shop and membership in one commit. Throws `forbidden` where sign-up is off, `conflict` for a known e-mail. */
  async register({ shop, ...person }: RegisterRequest): Promise<SignedInAgent> {
    if (!this.config.auth.allowSignup) throw new ChatError('forbidden', 'This installation takes no registrations');
    const insertPerson = await this.agents.preparePerson(person);
    const agentId = await this.database.transaction(async (manager) => {
      const id = await insertPerson(manager);
      const { shopId } = await this.shops.createIn(manager, { name: shop, origins: [] });
      await this.agents.joinIn(manager, shopId, id, 'owner');
      return id;
    });
    return this.signIn.start(agentId);
  }
}
