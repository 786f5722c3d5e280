// Addresses in texts.

import { describe, expect, it } from 'vitest';

import { splitLinks } from './split-links.js';

describe('splitLinks', () => {
  it('finds an address and leaves the end of the sentence out', () => {
    expect(splitLinks('See https://shop.test/a?b=1, please.')).toEqual([
      { text: 'See ' },
      { text: 'https://shop.test/a?b=1', href: 'https://shop.test/a?b=1' },
      { text: ', please.' },
    ]);
  });

  it('ends an address before Chinese punctuation', () => {
    expect(splitLinks('请看https://shop.test/a。谢谢')[1]).toEqual({
      text: 'https://shop.test/a',
      href: 'https://shop.test/a',
    });
  });

  it.each(['javascript:alert(1)', 'data:text/html,<b>', 'http://', '<a href="x">y</a>'])(
    'takes %s as plain text',
    (text) => {
      expect(splitLinks(text)).toEqual([{ text }]);
    },
  );

  it('gives the text again when its pieces are joined', () => {
    const text = 'a http://x.test b https://y.test/(c) d';
    expect(
      splitLinks(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });
});
