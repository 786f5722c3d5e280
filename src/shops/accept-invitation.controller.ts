// `/v1/invitations/:token`: joining a shop by the link of an invitation.

import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { AddressLimits, ClientAddress } from '../auth/address-limits.js';
import { RefreshCookie } from '../auth/refresh-cookie.js';
import type { AgentSession } from '../protocol/index.js';
import { AcceptInvitationDto } from './agents.dto.js';
import { InvitationAcceptance, type InvitationInfo } from './invitation-acceptance.service.js';

@ApiTags('Agents')
@Controller('v1/invitations/:token')
export class AcceptInvitationController {
  constructor(
    private readonly acceptance: InvitationAcceptance,
    private readonly cookie: RefreshCookie,
    private readonly limits: AddressLimits,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What the invitation is for' })
  info(@Param('token') token: string, @ClientAddress() address: string): Promise<InvitationInfo> {
    this.limits.takeLogin(address);
    return this.acceptance.info(token);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Join the shop and sign in; who has an account gives its password' })
  async accept(
    @Param('token') token: string,
    @Body() body: AcceptInvitationDto,
    @ClientAddress() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AgentSession> {
    this.cookie.requireOwnOrigin(request);
    this.limits.takeLogin(address);
    return this.cookie.give(reply, await this.acceptance.accept(token, body, address));
  }
}
