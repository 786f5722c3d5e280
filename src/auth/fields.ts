// Fields that several requests share: how each is trimmed, checked, bounded and documented.

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsString, Matches, MaxLength, MinLength } from 'class-validator';

import { FIELD_LIMITS } from '../protocol/index.js';

/** Something, without control characters and lone surrogates. */
const READABLE = /^[^\p{Cc}\p{Cs}]+$/u;

const trimmed = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.trim() : value);
const lowered = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.trim().normalize('NFC').toLowerCase() : value;

/** An e-mail address, trimmed and in lower case. */
export function EmailField(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ format: 'email', maxLength: FIELD_LIMITS.emailLength }),
    Transform(lowered),
    IsString(),
    MaxLength(FIELD_LIMITS.emailLength),
    IsEmail(),
  );
}

/** A line that people read, trimmed and not empty. */
export function LineField(maxLength: number, required = true): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ required, minLength: 1, maxLength }),
    Transform(trimmed),
    IsString(),
    MaxLength(maxLength),
    Matches(READABLE),
  );
}

/** A password to be set. */
export function NewPasswordField(): PropertyDecorator {
  const { passwordMin: minLength, passwordMax: maxLength } = FIELD_LIMITS;
  return applyDecorators(
    ApiProperty({ format: 'password', minLength, maxLength }),
    IsString(),
    MinLength(minLength),
    MaxLength(maxLength),
  );
}

/** A password to be checked. */
export function PasswordField(): PropertyDecorator {
  const { passwordMax: maxLength } = FIELD_LIMITS;
  return applyDecorators(
    ApiProperty({ format: 'password', maxLength }),
    IsString(),
    MinLength(1),
    MaxLength(maxLength),
  );
}

/** A secret that we handed out. */
export function SecretField(maxLength: number): PropertyDecorator {
  return applyDecorators(ApiProperty({ maxLength }), IsString(), MinLength(1), MaxLength(maxLength));
}
