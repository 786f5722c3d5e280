// Origins that may stand in a `frame-ancestors` header.

import { describe, expect, it } from 'vitest';

import { isShopOrigin } from './shop-origin.js';

describe('isShopOrigin', () => {
  it.each([
    'https://shop.example',
    'https://www.shop.example:8443',
    'http://localhost:3000',
    'https://*.shop.example',
    'https://xn--bcher-kva.example',
  ])('takes %s', (origin) => {
    expect(isShopOrigin(origin)).toBe(true);
  });

  it.each([
    'https://shop.example/',
    'https://Shop.example',
    'https://shop.example:443',
    'https://user@shop.example',
    'https://*',
    'https://*.com',
    'https://a.*.shop.example',
    'https://shop.example https://evil.example',
    "https://shop.example;script-src 'unsafe-inline'",
    'https://shop.example\nx: y',
    '//shop.example',
    'shop.example',
    'javascript:alert(1)',
    'null',
    '',
    null,
    ['https://shop.example'],
  ])('refuses %j', (origin) => {
    expect(isShopOrigin(origin)).toBe(false);
  });
});
