// Times as lists show them.

import { describe, expect, it } from 'vitest';

import { daysBetween, Format } from './format.js';

const NOW = new Date(2026, 10, 21, 12).getTime();
const at = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();
const english = new Format('en-GB');

describe('Format', () => {
  it('counts days by the calendar, not by hours', () => {
    expect(daysBetween(at(20, 23), NOW)).toBe(1);
    expect(daysBetween(at(21, 0), NOW)).toBe(0);
  });

  it('shows the time of today, the weekday of this week, else the date', () => {
    expect([at(21, 9), at(18, 9), at(2, 9)].map((moment) => english.brief(moment, NOW))).toEqual([
      '09:00',
      'Wed',
      '2 Nov',
    ]);
  });

  it('shows what is to come', () => {
    expect([at(21, 15), at(23, 9), at(30, 9)].map((moment) => english.soon(moment, NOW))).toEqual([
      '15:00',
      'Mon 09:00',
      '30 Nov 09:00',
    ]);
  });

  it('shows money by the minor units of its currency', () => {
    expect(new Format('en').money({ amount: 18900, currency: 'EUR' })).toBe('€189.00');
    expect(new Format('en').money({ amount: 18900, currency: 'JPY' })).toBe('¥18,900');
    expect(new Format('en').money({ amount: 100, currency: 'nonsense' })).toBe('1 nonsense');
  });
});
