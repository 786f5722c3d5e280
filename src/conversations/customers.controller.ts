// `/v1/customers`: a shopper as its shop sees it. `PUT /v1/visitors/me/context`: what it looks at, by its own word.

import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import type { Principal } from '../common/principal.js';
import { CustomerDetailSchema } from './answers.schemas.js';
import { type CustomerDetail, CustomersService } from './customers.service.js';
import { ApiProblems } from './http.js';
import { ShopperContexts } from './shopper-contexts.js';

@ApiTags('Customers')
@Controller('v1/customers/:id')
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get()
  @SignedIn('agent', 'apiKey')
  @ApiOperation({ summary: 'One customer' })
  @ApiResponse({ status: 200, type: CustomerDetailSchema })
  @ApiProblems()
  get(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<CustomerDetail> {
    return this.customers.get(principal, id);
  }

  @Post('block')
  @HttpCode(200)
  @SignedIn('agent')
  @ApiOperation({ summary: 'Take no messages of this customer any more' })
  @ApiResponse({ status: 200, type: CustomerDetailSchema })
  @ApiProblems()
  block(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<CustomerDetail> {
    return this.customers.block(principal, id);
  }

  @Post('unblock')
  @HttpCode(200)
  @SignedIn('agent')
  @ApiOperation({ summary: 'Take messages of this customer again' })
  @ApiResponse({ status: 200, type: CustomerDetailSchema })
  @ApiProblems()
  unblock(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<CustomerDetail> {
    return this.customers.unblock(principal, id);
  }
}

@ApiTags('Shoppers')
@Controller('v1/visitors/me')
export class ShopperContextController {
  constructor(private readonly contexts: ShopperContexts) {}

  @Put('context')
  @HttpCode(204)
  @SignedIn('customer')
  @ApiOperation({ summary: 'Tell the agents what the shopper looks at; unverified and soon forgotten' })
  @ApiBody({
    schema: { type: 'object', additionalProperties: true, example: { page: 'https://shop.example/shoes/17' } },
  })
  @ApiResponse({ status: 204 })
  @ApiProblems()
  put(@CurrentPrincipal() principal: Principal, @Body() context: Record<string, unknown>): void {
    this.contexts.put(principal.id, context);
  }
}
