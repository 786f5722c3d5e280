// `POST /v1/visitors`: a shopper arrives by the widget, or by a program that sends no Origin.

import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

import { ChatError } from '../common/chat-error.js';
import { Config } from '../config/config.js';
import type { VisitorSession } from '../protocol/index.js';
import { AddressLimits, ClientAddress } from './address-limits.js';
import { VisitorDto } from './visitors.dto.js';
import { VisitorsService } from './visitors.service.js';

@ApiTags('Shoppers')
@Controller('v1/visitors')
export class VisitorsController {
  constructor(
    private readonly visitors: VisitorsService,
    private readonly limits: AddressLimits,
    private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Make or recognise a shopper' })
  arrive(
    @Body() body: VisitorDto,
    @ClientAddress() address: string,
    @Req() { headers }: FastifyRequest,
  ): Promise<VisitorSession> {
    if (headers.origin !== undefined && headers.origin !== this.config.http.widgetOrigin) {
      throw new ChatError('forbidden', 'Not from this page');
    }
    this.limits.takeVisitor(address);
    return this.visitors.arrive(body);
  }
}
