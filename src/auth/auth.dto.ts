// Bodies of the sign-in calls.

import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';

import type { LoginRequest } from '../protocol/index.js';
import { EmailField, NewPasswordField, PasswordField, SecretField } from './fields.js';

const LINK_TOKEN_LENGTH = 128;

export class LoginDto implements LoginRequest {
  @EmailField()
  email!: string;

  @PasswordField()
  password!: string;
}

export class LogoutDto {
  /** True: all sign-ins of the agent end. */
  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  everywhere?: boolean;
}

export class ChangePasswordDto {
  @PasswordField()
  current!: string;

  @NewPasswordField()
  password!: string;
}

export class ResetRequestDto {
  @EmailField()
  email!: string;
}

export class ResetDto {
  @SecretField(LINK_TOKEN_LENGTH)
  token!: string;

  @NewPasswordField()
  password!: string;
}
