// Who someone is and what they may do. `Config` and `Database` come from their global modules, `ConversationSummary`
// from the global module of conversations.

import { Module } from '@nestjs/common';

import { AccountEvents } from './account-events.js';
import { AddressLimits } from './address-limits.js';
import { AuthController } from './auth.controller.js';
import { HttpRate } from './http-rate.js';
import { LoginAttempts } from './login-attempts.service.js';
import { Mailer } from './mailer.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordResetController } from './password-reset.controller.js';
import { PasswordsService } from './passwords.service.js';
import { PrincipalGuard } from './principal.guard.js';
import { PrincipalService } from './principal.service.js';
import { RefreshCookie } from './refresh-cookie.js';
import { RefreshFamilies } from './refresh-families.service.js';
import { RightsCheckService } from './rights-check.service.js';
import { SignInCleanup } from './sign-in-cleanup.service.js';
import { SignInService } from './sign-in.service.js';
import { TokenService } from './token.service.js';
import { VisitorClaims } from './visitor-claims.js';
import { VisitorsController } from './visitors.controller.js';
import { VisitorsService } from './visitors.service.js';

const SHARED = [
  AccountEvents,
  AddressLimits,
  HttpRate,
  Mailer,
  PasswordHasher,
  PasswordsService,
  PrincipalGuard,
  PrincipalService,
  RefreshCookie,
  SignInService,
  TokenService,
];

@Module({
  controllers: [AuthController, PasswordResetController, VisitorsController],
  providers: [
    ...SHARED,
    LoginAttempts,
    RefreshFamilies,
    RightsCheckService,
    SignInCleanup,
    VisitorClaims,
    VisitorsService,
  ],
  exports: SHARED,
})
export class AuthModule {}
