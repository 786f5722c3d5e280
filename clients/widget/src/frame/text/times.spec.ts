import { describe, expect, it } from 'vitest';
import { en } from '../words/en.js';
import { zh } from '../words/zh.js';
import { amountOf, dayKey, dayLine, sizeOf, timeOf } from './times.js';

const EN = { tag: 'en-GB', words: en };
const ZH = { tag: 'zh-CN', words: zh };
const NOW = new Date(2026, 2, 1, 0, 5);

describe('day lines', () => {
  it('say today and yesterday by the local calendar, also over the end of a month', () => {
    expect(dayLine(new Date(2026, 2, 1, 0, 0), NOW, EN)).toBe('Today');
    expect(dayLine(new Date(2026, 1, 28, 23, 59), NOW, EN)).toBe('Yesterday');
    expect(dayLine(new Date(2026, 1, 28, 0, 0), NOW, ZH)).toBe('昨天');
  });

  it('say the date before that, with the year only if it is another', () => {
    expect(dayLine(new Date(2026, 1, 27, 23, 59), NOW, EN)).toContain('27 February');
    expect(dayLine(new Date(2026, 1, 27), NOW, EN)).not.toContain('2026');
    expect(dayLine(new Date(2025, 11, 31), NOW, EN)).toContain('2025');
    expect(dayLine(new Date(2025, 11, 31), NOW, ZH)).toContain('2025年12月31日');
  });

  it('have one key a day', () => {
    expect(dayKey(new Date(2026, 0, 5, 0, 0))).toBe(dayKey(new Date(2026, 0, 5, 23, 59)));
    expect(dayKey(new Date(2026, 0, 5))).toBe('2026-01-05');
  });
});

describe('values', () => {
  it('amounts follow the minor units of their currency', () => {
    expect(amountOf({ amount: 6400, currency: 'EUR' }, EN)).toBe('€64.00');
    expect(amountOf({ amount: 6400, currency: 'JPY' }, EN)).toContain('6,400');
    expect(amountOf({ amount: 6400, currency: 'nonsense' }, EN)).toBe('64.00 nonsense');
  });

  it('sizes and times are readable, and a broken time is left out', () => {
    expect(sizeOf(1_250_000, EN)).toContain('1.3');
    expect(timeOf('not a time', EN)).toBe('');
  });
});
