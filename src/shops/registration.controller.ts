// `POST /v1/auth/register`: a new shop with its owner.

import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AddressLimits, ClientAddress } from '../auth/address-limits.js';
import { RefreshCookie } from '../auth/refresh-cookie.js';
import type { AgentSession } from '../protocol/index.js';
import { RegisterDto } from './agents.dto.js';
import { RegistrationService } from './registration.service.js';

@ApiTags('Sign-in of agents')
@Controller('v1/auth/register')
export class RegistrationController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly cookie: RefreshCookie,
    private readonly limits: AddressLimits,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Make a shop with its owner and sign in, if ALLOW_SIGNUP' })
  async register(
    @Body() body: RegisterDto,
    @ClientAddress() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AgentSession> {
    this.cookie.requireOwnOrigin(request);
    this.limits.takeLogin(address);
    return this.cookie.give(reply, await this.registration.register(body));
  }
}
