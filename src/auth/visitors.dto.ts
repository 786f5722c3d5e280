// Body of `POST /v1/visitors`.

import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';

import { FIELD_LIMITS, type VisitorRequest } from '../protocol/index.js';
import { SecretField } from './fields.js';

const KEY_LENGTH = 64;
const VISITOR_TOKEN_LENGTH = 128;

export class VisitorDto implements VisitorRequest {
  /** Public key of the shop. */
  @SecretField(KEY_LENGTH)
  shopKey!: string;

  /** As the last answer had it. */
  @ApiPropertyOptional({ maxLength: VISITOR_TOKEN_LENGTH })
  @IsOptional()
  @IsString()
  @MaxLength(VISITOR_TOKEN_LENGTH)
  visitorToken?: string;

  /** HS256 JWT made by the shop's own server with its identity secret. */
  @ApiPropertyOptional({ maxLength: FIELD_LIMITS.tokenLength })
  @IsOptional()
  @IsString()
  @MaxLength(FIELD_LIMITS.tokenLength)
  identity?: string;
}
