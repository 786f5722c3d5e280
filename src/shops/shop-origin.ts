// Origins of pages that may hold a shop's widget. They end up in a header (`frame-ancestors`), so nothing but a plain
// origin passes, or one with `*.` before its domain.

import { FIELD_LIMITS } from '../protocol/index.js';

const WILDCARD = /^(https?:\/\/)\*\./;
const HOST = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

/** Whether it is an origin in its plain form, such as `https://shop.example`, or `https://*.shop.example`. */
export function isShopOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > FIELD_LIMITS.urlLength) return false;
  const plain = value.replace(WILDCARD, '$1');
  if (!HOST.test(plain) || !URL.canParse(plain) || new URL(plain).origin !== plain) return false;
  // `https://*.com` would let everyone in.
  return plain === value || new URL(plain).hostname.includes('.');
}
