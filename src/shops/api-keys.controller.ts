// `/v1/shops/:id/keys`: keys of the shop's programs.

import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import { requireRight } from '../auth/rights.js';
import type { Principal } from '../common/principal.js';
import type { Page } from '../protocol/index.js';
import { type ApiKeyRow, ApiKeysService } from './api-keys.service.js';
import { ApiKeyDto } from './shop.dto.js';

@ApiTags('API keys')
@Controller('v1/shops/:id/keys')
@SignedIn('agent')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @ApiOperation({ summary: 'Make a key, shown once' })
  create(
    @CurrentPrincipal() principal: Principal,
    @Param('id') shopId: string,
    @Body() { name, scopes }: ApiKeyDto,
  ): Promise<{ id: string; apiKey: string }> {
    requireRight(principal, shopId, 'key.manage');
    return this.keys.create({ shopId, name, scopes });
  }

  @Get()
  @ApiOperation({ summary: 'Keys that are not revoked, without the keys themselves' })
  list(@CurrentPrincipal() principal: Principal, @Param('id') shopId: string): Promise<Page<ApiKeyRow>> {
    requireRight(principal, shopId, 'key.manage');
    return this.keys.list(shopId);
  }

  @Delete(':key')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a key' })
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @Param('id') shopId: string,
    @Param('key') key: string,
  ): Promise<void> {
    requireRight(principal, shopId, 'key.manage');
    await this.keys.revoke(shopId, key);
  }
}
