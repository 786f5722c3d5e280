// Until when a snooze lasts.

import { describe, expect, it } from 'vitest';

import { inHours, tomorrowMorning } from './snooze-times.js';

describe('snooze', () => {
  it('lasts for hours from now', () => {
    expect(inHours(3, Date.parse('2026-11-21T23:30:00Z'))).toBe('2026-11-22T02:30:00.000Z');
  });

  it('lasts until nine of the next day, also over the end of a year', () => {
    expect(tomorrowMorning(new Date(2026, 11, 31, 23, 59).getTime())).toBe(new Date(2027, 0, 1, 9).toISOString());
    expect(tomorrowMorning(new Date(2026, 10, 21, 1).getTime())).toBe(new Date(2026, 10, 22, 9).toISOString());
  });
});
