// Ids of shoppers follow from what they hold, so no row is needed before the first event, on any node: an anonymous one
// from the shop and its visitor token, a verified one from the shop and the `sub` of its identity.

import { createHash } from 'node:crypto';

import { newSecret } from '../common/ids.js';

const PREFIX = 'sbv_';
const SHAPE = /^sbv_[A-Za-z0-9_-]{43}$/;

/** Whether it may be a shop's public key: anything else is no key, and MySQL compares no other letters with one. */
export function isShopKey(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
}

/** A new visitor token: 32 random bytes. */
export function newVisitorToken(): string {
  return `${PREFIX}${newSecret()}`;
}

/** Whether it has the shape of our visitor tokens. */
export function isVisitorToken(value: string): boolean {
  return SHAPE.test(value);
}

/** Id of the anonymous shopper that holds this token. In another shop the same token is another shopper. */
export function visitorId(shopId: string, visitorToken: string): string {
  return derivedId('visitor', shopId, visitorToken);
}

/** Id of the shopper whom the shop calls `externalId`. */
export function verifiedId(shopId: string, externalId: string): string {
  return derivedId('verified', shopId, externalId);
}

/** UUIDv8 (RFC 9562 §5.8) of a SHA-256. */
function derivedId(...parts: string[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
