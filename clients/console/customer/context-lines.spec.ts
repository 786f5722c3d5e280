// Lines of what a page tells.

import { describe, expect, it } from 'vitest';

import { contextLines } from './context-lines.js';

describe('contextLines', () => {
  it('puts the page first', () => {
    const context = { cart: [{ title: 'Mug', quantity: 2 }, 'Tea'], page: 'https://shop.test/mugs', vip: true };
    expect(contextLines(context)).toEqual([
      { name: null, text: 'https://shop.test/mugs' },
      { name: 'cart', text: 'Mug · 2\nTea' },
      { name: 'vip', text: 'true' },
    ]);
  });

  it('takes title and address of a page', () => {
    const lines = contextLines({ page: { title: 'Mugs', url: 'https://shop.test/mugs' } });
    expect(lines.map(({ text }) => text)).toEqual(['Mugs', 'https://shop.test/mugs']);
  });

  it('stays short whatever a page tells', () => {
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`k${index}`, 'x'.repeat(999)]));
    const lines = contextLines(many);
    expect(lines).toHaveLength(12);
    expect(Math.max(...lines.map(({ text }) => text.length))).toBe(300);
    expect(contextLines({ page: null, nothing: undefined, empty: {} })).toEqual([]);
  });
});
