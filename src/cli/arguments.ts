// The shapes of what is typed behind a command. Each refusal is one line that says what would have been right.

import { InvalidArgumentError } from 'commander';

import { isUuid } from '../common/ids.js';
import { FIELD_LIMITS, KEY_SCOPES, type KeyScope, SHOP_ROLES, type ShopRole } from '../protocol/index.js';
import { isShopOrigin } from '../shops/shop-origin.js';
import { UsageError } from './usage-error.js';

/** A trimmed text of one to `max` characters. */
export function nameOf(max: number): (value: string) => string {
  return (value) => {
    const name = value.trim();
    // Control characters would break the log and every list that shows the name.
    if (name === '' || name.length > max || /\p{Cc}/u.test(name))
      refuse(`It must be 1 to ${max} characters in one line.`);
    return name;
  };
}

/** An id as `shop create` and `agent create` print it. */
export function idOf(value: string): string {
  if (!isUuid(value)) refuse('It must be an id such as 01938c5e-7b9a-7cc3-8f0e-0d2b6a4c1e55.');
  return value.toLowerCase();
}

/** A mail address, in lower case. */
export function emailOf(value: string): string {
  const email = value.trim().toLowerCase();
  const isEmail = /^[^\s<>@"']+@[^\s<>@"']+\.[^\s<>@"'.]+$/.test(email);
  if (!isEmail || email.length > FIELD_LIMITS.emailLength) refuse('It must be a mail address.');
  return email;
}

/** Its refusal never repeats what was typed, as commander's own would. */
export function passwordOf(value: string): string {
  const { passwordMin, passwordMax } = FIELD_LIMITS;
  if (value.length >= passwordMin && value.length <= passwordMax) return value;
  throw new UsageError(`the password must be ${passwordMin} to ${passwordMax} characters`);
}

export function roleOf(value: string): ShopRole {
  return SHOP_ROLES.find((role) => role === value) ?? refuse(`It must be one of ${SHOP_ROLES.join(', ')}.`);
}

/** Collects repeated scopes. */
export function scopesOf(value: string, before: readonly KeyScope[] = []): KeyScope[] {
  const scope = KEY_SCOPES.find((known) => known === value) ?? refuse(`It must be one of ${KEY_SCOPES.join(', ')}.`);
  return [...new Set([...before, scope])];
}

/** Collects repeated origins, in their plain form. */
export function originsOf(value: string, before: readonly string[] = []): string[] {
  const origin = value.trim().toLowerCase().replace(/\/$/, '');
  if (!isShopOrigin(origin)) refuse('It must be an origin such as https://shop.example.com or https://*.example.com.');
  const origins = [...new Set([...before, origin])];
  if (origins.length > FIELD_LIMITS.origins) refuse(`At most ${FIELD_LIMITS.origins} origins.`);
  return origins;
}

function refuse(rule: string): never {
  throw new InvalidArgumentError(rule);
}
