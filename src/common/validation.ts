// The pipe that every HTTP body and query passes: known members only, no conversion of types, and a refusal that names
// fields and never values.

import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';

import { ChatError } from './chat-error.js';

const MAX_FIELDS = 20;
const MAX_NAME_LENGTH = 64;

/** For `app.useGlobalPipes` and for tests. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false },
    validationError: { target: false, value: false },
    exceptionFactory: invalidFields,
  });
}

/** An `invalid` that names the wrong fields. */
export function invalidFields(errors: readonly ValidationError[]): ChatError {
  const fields = [...new Set(errors.flatMap((error) => namesOf(error, '')))].slice(0, MAX_FIELDS);
  return new ChatError('invalid', `Not valid: ${fields.join(', ')}`, { fields });
}

function namesOf(error: ValidationError, prefix: string): string[] {
  const name = `${prefix}${error.property.slice(0, MAX_NAME_LENGTH)}`;
  const inner = error.children ?? [];
  return inner.length === 0 ? [name] : inner.flatMap((child) => namesOf(child, `${name}.`));
}
