// How long an account is locked after so many failures in a row.

import { describe, expect, it } from 'vitest';

import { lockMs } from './login-attempts.service.js';

describe('lockMs', () => {
  it.each([
    [1, 0],
    [4, 0],
    [5, 30_000],
    [6, 60_000],
    [9, 480_000],
    [10, 900_000],
    [5_000, 900_000],
  ])('after %i failures: %i ms', (failures, ms) => {
    expect(lockMs(failures)).toBe(ms);
  });
});
