// Shops with their people, keys and secrets. `AssignmentRelease` comes from the global module of conversations.

import { Module } from '@nestjs/common';

import { AuthModule } from '../auth/auth.module.js';
import { AcceptInvitationController } from './accept-invitation.controller.js';
import { AgentRemovalService } from './agent-removal.service.js';
import { AgentsController } from './agents.controller.js';
import { AgentsService } from './agents.service.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { IdentitySecretController } from './identity-secret.controller.js';
import { IdentitySecretService } from './identity-secret.service.js';
import { InvitationAcceptance } from './invitation-acceptance.service.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { PresenceController } from './presence.controller.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationService } from './registration.service.js';
import { ShopsController } from './shops.controller.js';
import { ShopsService } from './shops.service.js';

@Module({
  imports: [AuthModule],
  controllers: [
    AcceptInvitationController,
    AgentsController,
    ApiKeysController,
    IdentitySecretController,
    InvitationsController,
    PresenceController,
    RegistrationController,
    ShopsController,
  ],
  providers: [
    AgentRemovalService,
    AgentsService,
    ApiKeysService,
    IdentitySecretService,
    InvitationAcceptance,
    InvitationsService,
    RegistrationService,
    ShopsService,
  ],
  exports: [AgentsService, ApiKeysService, ShopsService],
})
export class ShopsModule {}
