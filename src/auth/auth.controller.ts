// `/v1/auth`: sign-in of agents. Registration stands in `shops`, for it makes one.

import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ChatError } from '../common/chat-error.js';
import type { AgentPrincipal } from '../common/principal.js';
import { addressKey } from '../common/rate-limiter.js';
import { Database } from '../persistence/database.js';
import type { AgentRow, AgentSession } from '../protocol/index.js';
import { AddressLimits, ClientAddress } from './address-limits.js';
import { agentRow } from './agent-row.js';
import { ChangePasswordDto, LoginDto, LogoutDto } from './auth.dto.js';
import { PasswordsService } from './passwords.service.js';
import { HttpRate } from './http-rate.js';
import { CurrentPrincipal, SignedIn } from './principal.guard.js';
import { RefreshCookie } from './refresh-cookie.js';
import { SignInService } from './sign-in.service.js';

@ApiTags('Sign-in of agents')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly passwords: PasswordsService,
    private readonly cookie: RefreshCookie,
    private readonly limits: AddressLimits,
    /** Who shows a refresh cookie is nobody yet: it counts by its address, or guessing would be free. */
    private readonly rate: HttpRate,
    private readonly database: Database,
  ) {}

  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in with e-mail and password; sets the refresh cookie' })
  async login(
    @Body() { email, password }: LoginDto,
    @ClientAddress() address: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AgentSession> {
    this.cookie.requireOwnOrigin(request);
    this.limits.takeLogin(address);
    return this.cookie.give(reply, await this.signIn.login(email, password, address));
  }

  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'Exchange the refresh cookie for a new access token and a new cookie' })
  async refresh(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AgentSession> {
    const token = this.cookie.read(request);
    this.rate.take(addressKey(request.ip), reply);
    if (token === undefined) throw new ChatError('unauthorized', 'Sign in first');
    return this.cookie.give(reply, await this.signIn.refresh(token));
  }

  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ summary: 'End this sign-in, or with `everywhere` all of the agent' })
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body?: LogoutDto,
  ): Promise<void> {
    const token = this.cookie.read(request);
    this.rate.take(addressKey(request.ip), reply);
    this.cookie.clear(reply);
    if (token !== undefined) await this.signIn.logout(token, body?.everywhere === true);
  }

  @Post('password')
  @SignedIn('agent')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change the own password; ends all other sign-ins' })
  async changePassword(
    @CurrentPrincipal() principal: AgentPrincipal,
    @Body() { current, password }: ChangePasswordDto,
    @ClientAddress() address: string,
  ): Promise<void> {
    this.limits.takeLogin(address);
    await this.passwords.change(principal, current, password, address);
  }

  @Get('me')
  @SignedIn('agent')
  @ApiOperation({ summary: 'The agent who is signed in, with its shops and roles' })
  me(@CurrentPrincipal() principal: AgentPrincipal): Promise<AgentRow> {
    return agentRow(this.database, principal.id);
  }
}
