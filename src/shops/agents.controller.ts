// `/v1/shops/:id/agents`: the people of a shop.

import { Body, Controller, Delete, Get, HttpCode, Param, Patch } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import { requireRight } from '../auth/rights.js';
import type { AgentPrincipal, Principal } from '../common/principal.js';
import type { Page } from '../protocol/index.js';
import { AgentRemovalService } from './agent-removal.service.js';
import { RoleDto } from './agents.dto.js';
import { AgentsService, type MemberRow } from './agents.service.js';

@ApiTags('Agents')
@Controller('v1/shops/:id/agents')
export class AgentsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly removal: AgentRemovalService,
  ) {}

  @Get()
  @SignedIn('agent', 'apiKey')
  @ApiOperation({ summary: 'The agents of a shop with their roles' })
  list(@CurrentPrincipal() principal: Principal, @Param('id') shopId: string): Promise<Page<MemberRow>> {
    requireRight(principal, shopId, 'agent.list');
    return this.agents.list(shopId);
  }

  @Patch(':agent')
  @SignedIn('agent')
  @HttpCode(204)
  @ApiOperation({ summary: 'Give an agent another role; nobody touches a role above their own' })
  async changeRole(
    @CurrentPrincipal() principal: AgentPrincipal,
    @Param('id') shopId: string,
    @Param('agent') agent: string,
    @Body() { role }: RoleDto,
  ): Promise<void> {
    requireRight(principal, shopId, 'agent.invite');
    await this.agents.changeRole(principal, shopId, agent, role);
  }

  @Delete(':agent')
  @SignedIn('agent')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take an agent out of the shop; its open conversations go back to nobody' })
  async remove(
    @CurrentPrincipal() principal: AgentPrincipal,
    @Param('id') shopId: string,
    @Param('agent') agent: string,
  ): Promise<void> {
    requireRight(principal, shopId, 'agent.remove');
    await this.removal.remove(principal, shopId, agent);
  }
}
