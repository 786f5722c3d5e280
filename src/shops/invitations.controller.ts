// `/v1/shops/:id/invitations`: asking people to join a shop.

import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import { requireRank, requireRight } from '../auth/rights.js';
import type { AgentPrincipal } from '../common/principal.js';
import type { InvitationAnswer, Page } from '../protocol/index.js';
import { InvitationDto } from './agents.dto.js';
import { type InvitationRow, InvitationsService } from './invitations.service.js';

@ApiTags('Agents')
@Controller('v1/shops/:id/invitations')
@SignedIn('agent')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Post()
  @ApiOperation({ summary: 'Invite by e-mail with a role not above the own one' })
  invite(
    @CurrentPrincipal() principal: AgentPrincipal,
    @Param('id') shopId: string,
    @Body() body: InvitationDto,
  ): Promise<InvitationAnswer> {
    requireRight(principal, shopId, 'agent.invite');
    requireRank(principal, shopId, body.role);
    return this.invitations.invite(principal, shopId, body);
  }

  @Get()
  @ApiOperation({ summary: 'Invitations that are open' })
  list(@CurrentPrincipal() principal: AgentPrincipal, @Param('id') shopId: string): Promise<Page<InvitationRow>> {
    requireRight(principal, shopId, 'agent.invite');
    return this.invitations.list(shopId);
  }

  @Delete(':invitation')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take an invitation back' })
  async revoke(
    @CurrentPrincipal() principal: AgentPrincipal,
    @Param('id') shopId: string,
    @Param('invitation') invitation: string,
  ): Promise<void> {
    requireRight(principal, shopId, 'agent.invite');
    await this.invitations.revoke(shopId, invitation);
  }
}
