// `/v1/shops/:id/identity-secret`: see and rotate the secret that signs identities.

import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import { requireRight } from '../auth/rights.js';
import type { Principal } from '../common/principal.js';
import { IdentitySecretService, type MaskedSecret } from './identity-secret.service.js';

@ApiTags('Shops')
@Controller('v1/shops/:id/identity-secret')
@SignedIn('agent')
export class IdentitySecretController {
  constructor(private readonly secrets: IdentitySecretService) {}

  @Get()
  @ApiOperation({ summary: 'The secret that signs identities, masked' })
  show(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<MaskedSecret> {
    requireRight(principal, id, 'shop.secrets');
    return this.secrets.show(id);
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Make a new secret, shown once; the one before it verifies until the next rotation' })
  rotate(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<{ identitySecret: string }> {
    requireRight(principal, id, 'shop.secrets');
    return this.secrets.rotate(id);
  }
}
