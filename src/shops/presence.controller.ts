// `PUT /v1/agents/me/presence`: what an agent chooses to show.

import { Body, Controller, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import type { AgentPrincipal } from '../common/principal.js';
import type { AgentState } from '../protocol/index.js';
import { PresenceDto } from './agents.dto.js';
import { AgentsService } from './agents.service.js';

@ApiTags('Agents')
@Controller('v1/agents/me/presence')
@SignedIn('agent')
export class PresenceController {
  constructor(private readonly agents: AgentsService) {}

  @Put()
  @ApiOperation({ summary: 'Show online, busy or away' })
  async show(
    @CurrentPrincipal() principal: AgentPrincipal,
    @Body() { state }: PresenceDto,
  ): Promise<{ state: AgentState }> {
    await this.agents.show(principal, state);
    return { state };
  }
}
