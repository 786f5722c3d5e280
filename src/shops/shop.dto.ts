// Bodies of the calls about a shop itself and its keys.

import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';

import { LineField } from '../auth/fields.js';
import { FIELD_LIMITS, KEY_SCOPES, type KeyScope } from '../protocol/index.js';
import { isShopOrigin } from './shop-origin.js';
import type { ShopChange } from './shops.service.js';

const MAX_REOPEN_DAYS = 365;

/** May be left out, but is not null. */
function MayBeAbsent(): PropertyDecorator {
  return applyDecorators(ValidateIf((_: unknown, value: unknown) => value !== undefined));
}

export class ShopChangeDto implements ShopChange {
  @MayBeAbsent()
  @LineField(FIELD_LIMITS.shopNameLength, false)
  name?: string;

  /** Origins of pages that may hold the widget, such as `https://shop.example` or `https://*.shop.example`. */
  @ApiPropertyOptional({ type: [String], maxItems: FIELD_LIMITS.origins })
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(FIELD_LIMITS.origins)
  @ArrayUnique()
  @ValidateBy({ name: 'shopOrigin', validator: { validate: isShopOrigin } }, { each: true })
  origins?: string[];

  /** True: unsigned shoppers are refused. */
  @ApiPropertyOptional()
  @MayBeAbsent()
  @IsBoolean()
  enforceIdentity?: boolean;

  /** A resolved conversation opens again within so many days of its end. */
  @ApiPropertyOptional({ minimum: 0, maximum: MAX_REOPEN_DAYS })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(MAX_REOPEN_DAYS)
  reopenDays?: number;

  @ApiPropertyOptional({ example: '#2563eb' })
  @MayBeAbsent()
  @IsString()
  @Matches(/^#[0-9a-f]{6}$/)
  color?: string;

  @ApiPropertyOptional({ example: 'zh-CN' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(16)
  @Matches(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  locale?: string;
}

export class ApiKeyDto {
  @LineField(FIELD_LIMITS.nameLength)
  name!: string;

  @ApiProperty({ enum: KEY_SCOPES, isArray: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(KEY_SCOPES, { each: true })
  scopes!: KeyScope[];
}
