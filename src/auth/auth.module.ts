// Who someone is and what they may do. `Config` and `Database` come from their global modules.

import { Module } from '@nestjs/common';

import { AccountEvents } from './account-events.js';
import { PrincipalGuard } from './principal.guard.js';
import { PrincipalService } from './principal.service.js';
import { RightsCheckService } from './rights-check.service.js';
import { TokenService } from './token.service.js';

@Module({
  providers: [AccountEvents, TokenService, RightsCheckService, PrincipalService, PrincipalGuard],
  exports: [AccountEvents, TokenService, PrincipalService, PrincipalGuard],
})
export class AuthModule {}
