// `/v1/shops/:id`: the shop itself.

import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import { requireRight } from '../auth/rights.js';
import type { Principal } from '../common/principal.js';
import { ShopChangeDto } from './shop.dto.js';
import { type ShopDetail, ShopsService } from './shops.service.js';

@ApiTags('Shops')
@Controller('v1/shops/:id')
export class ShopsController {
  constructor(private readonly shops: ShopsService) {}

  @Get()
  @SignedIn('agent', 'apiKey')
  @ApiOperation({ summary: 'A shop, without its secrets' })
  read(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<ShopDetail> {
    requireRight(principal, id, 'shop.read');
    return this.shops.read(id);
  }

  @Patch()
  @SignedIn('agent')
  @ApiOperation({ summary: 'Change what is named' })
  change(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: ShopChangeDto,
  ): Promise<ShopDetail> {
    requireRight(principal, id, 'shop.change');
    return this.shops.change(id, body);
  }
}
