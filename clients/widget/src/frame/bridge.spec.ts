import { expect, it } from 'vitest';
import { pageOrigin } from './bridge.js';

it("takes the page's origin out of the fragment", () => {
  expect(pageOrigin('#https://shop.example')).toBe('https://shop.example');
  expect(pageOrigin('#http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080');
});

it.each(['', '#', '#*', '#null', '#javascript:alert(1)', '#//shop.example', '#file:///x'])(
  'takes none out of %j',
  (hash) => {
    expect(pageOrigin(hash)).toBeNull();
  },
);
