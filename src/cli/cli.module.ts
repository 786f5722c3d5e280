// The services that commands call, over the database alone: no sockets, no controllers, no jobs.

import { Module } from '@nestjs/common';

import { AccountEvents } from '../auth/account-events.js';
import { LoginAttempts } from '../auth/login-attempts.service.js';
import { Mailer } from '../auth/mailer.js';
import { PasswordHasher } from '../auth/password-hasher.js';
import { PasswordsService } from '../auth/passwords.service.js';
import { RefreshFamilies } from '../auth/refresh-families.service.js';
import { SignInService } from '../auth/sign-in.service.js';
import { TokenService } from '../auth/token.service.js';
import { ConfigModule } from '../config/config.module.js';
import { PersistenceModule } from '../persistence/persistence.module.js';
import { AgentsService } from '../shops/agents.service.js';
import { ApiKeysService } from '../shops/api-keys.service.js';
import { ShopsService } from '../shops/shops.service.js';

@Module({
  imports: [ConfigModule, PersistenceModule],
  providers: [
    AccountEvents,
    AgentsService,
    ApiKeysService,
    LoginAttempts,
    Mailer,
    PasswordHasher,
    PasswordsService,
    RefreshFamilies,
    ShopsService,
    SignInService,
    TokenService,
  ],
})
export class CliModule {}
