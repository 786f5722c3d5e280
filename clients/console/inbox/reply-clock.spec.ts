// The wait of a customer, and from when on it is urgent.

import { describe, expect, it } from 'vitest';

import { waitSince } from './reply-clock.js';

const SINCE = '2026-11-21T09:30:00.000Z';
const after = (seconds: number): number => Date.parse(SINCE) + seconds * 1000;

describe('waitSince', () => {
  it('is nothing when nobody waits', () => {
    expect(waitSince(null, after(0))).toBeNull();
  });

  it.each([
    [0, 'calm'],
    [99, 'calm'],
    [100, 'warn'],
    [179, 'warn'],
    [180, 'breach'],
    [86_400, 'breach'],
  ] as const)('after %i s is %s', (seconds, urgency) => {
    expect(waitSince(SINCE, after(seconds))).toEqual({ ms: seconds * 1000, urgency });
  });

  it('never runs backwards when this clock is behind the server', () => {
    expect(waitSince(SINCE, after(-30))).toEqual({ ms: 0, urgency: 'calm' });
  });
});
