// The pipe: unknown members, wrong types and nested fields are named, values never.

import { Type } from 'class-transformer';
import { IsInt, IsString, MaxLength, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';

import type { ChatError } from './chat-error.js';
import { validationPipe } from './validation.js';

class Inner {
  @IsInt()
  count!: number;
}
class Outer {
  @IsString()
  @MaxLength(5)
  name!: string;

  @ValidateNested()
  @Type(() => Inner)
  inner!: Inner;
}

const run = (value: unknown): Promise<unknown> =>
  validationPipe().transform(value, { type: 'body', metatype: Outer }) as Promise<unknown>;
const refusal = (value: unknown): Promise<ChatError> =>
  run(value).then(
    () => Promise.reject(new Error('passed')),
    (error: unknown) => error as ChatError,
  );

describe('validationPipe', () => {
  it('passes what is valid as an instance of its class', async () => {
    expect(await run({ name: 'abc', inner: { count: 1 } })).toBeInstanceOf(Outer);
  });

  it('names wrong fields and never their values', async () => {
    const error = await refusal({ name: 'much-too-long', inner: { count: '1' }, extra: 'private-value' });
    expect(error.code).toBe('invalid');
    expect(error.details.fields).toEqual(expect.arrayContaining(['name', 'inner.count', 'extra']));
    expect(JSON.stringify([error.message, error.details])).not.toMatch(/much-too-long|private-value/);
  });

  it.each([null, [], 'text', 5, { __proto__: null }])('refuses %j as a body', async (value) => {
    expect(await refusal(value)).toMatchObject({ code: 'invalid' });
  });
});
