// `/v1/auth/password/reset`: a new password by a link, for who forgot the old one.

import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';

import { AddressLimits, ClientAddress } from './address-limits.js';
import { ResetDto, ResetRequestDto } from './auth.dto.js';
import { PasswordsService } from './passwords.service.js';

@ApiTags('Sign-in of agents')
@Controller('v1/auth/password/reset')
export class PasswordResetController {
  constructor(
    private readonly passwords: PasswordsService,
    private readonly limits: AddressLimits,
  ) {}

  @Post()
  @HttpCode(204)
  @ApiOperation({ summary: 'Ask for a link by mail; the answer is the same whether the account exists or not' })
  request(@Body() { email }: ResetRequestDto, @ClientAddress() address: string): void {
    this.limits.takeLogin(address);
    this.passwords.requestReset(email);
  }

  @Post('confirm')
  @HttpCode(204)
  @ApiOperation({ summary: 'Set a new password by the link, once; ends all sign-ins' })
  async confirm(@Body() { token, password }: ResetDto, @ClientAddress() address: string): Promise<void> {
    this.limits.takeLogin(address);
    await this.passwords.reset(token, password);
  }
}
