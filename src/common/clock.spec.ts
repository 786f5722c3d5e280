// What the clock learns of the database's time.

import { expect, it, vi } from 'vitest';

import { Clock } from './clock.js';

it('follows the database, an hour away', () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const clock = new Clock();
  expect(clock.known).toBe(false);
  clock.correct(4_600_005, 1_000_000, 1_000_010);
  expect(clock.now()).toBe(4_600_000);
  vi.useRealTimers();
});

it('keeps what it knew when an answer took long and fits, and gives it up when it cannot be true', () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const clock = new Clock();
  clock.correct(1_000_000, 1_000_000, 1_000_000);
  clock.correct(1_000_001, 1_000_000, 1_040_000);
  expect(clock.now()).toBe(1_000_000);
  clock.correct(2_000_000, 1_000_000, 1_001_000);
  expect(clock.now()).toBe(1_999_500);
  vi.useRealTimers();
});
