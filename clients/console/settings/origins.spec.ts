// Origins as people type them.

import { describe, expect, it } from 'vitest';

import { originOf } from './origins.js';

describe('originOf', () => {
  it.each([
    ['https://shop.example.com', 'https://shop.example.com'],
    [' shop.example.com/products?a=1 ', 'https://shop.example.com'],
    ['https://SHOP.example.com:8443/', 'https://shop.example.com:8443'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['https://店铺.例子', 'https://xn--hxtq42j.xn--fsqu00a'],
  ])('makes of %s an origin', (typed, origin) => {
    expect(originOf(typed)).toBe(origin);
  });

  it.each(['', '  ', 'http://shop.example.com', 'javascript:alert(1)', 'two words', 'ftp://x.test', 'https://'])(
    'takes no %s',
    (typed) => {
      expect(originOf(typed)).toBeNull();
    },
  );
});
