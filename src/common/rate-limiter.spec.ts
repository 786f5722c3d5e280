// Rates: bursts, refill, bounded memory, and what an address counts as.

import { describe, expect, it } from 'vitest';

import { addressKey, RateLimiter } from './rate-limiter.js';

describe('RateLimiter', () => {
  it('lets a minute of calls through at once, then tells how long to wait', () => {
    let now = 0;
    const limiter = new RateLimiter({ perMinute: 3, now: () => now });
    expect([limiter.take('a'), limiter.take('a'), limiter.take('a')]).toEqual([0, 0, 0]);
    expect(limiter.take('a')).toBe(20_000);
    expect(limiter.take('b')).toBe(0);
    now = 19_999;
    expect(limiter.take('a')).toBe(1);
    now = 20_000;
    expect(limiter.take('a')).toBe(0);
  });

  it('never lets more than the rate through in the long run', () => {
    let now = 0;
    const limiter = new RateLimiter({ perMinute: 30, now: () => now });
    let passed = 0;
    for (; now < 10 * 60_000; now += 50) if (limiter.take('a') === 0) passed++;
    expect(passed).toBeLessThanOrEqual(330);
  });

  it('is off at 0', () => {
    const limiter = new RateLimiter({ perMinute: 0 });
    for (let call = 0; call < 1_000; call++) expect(limiter.take('a')).toBe(0);
  });

  it('keeps its memory bounded and forgets the quietest', () => {
    const limiter = new RateLimiter({ perMinute: 1, maxKeys: 2, now: () => 0 });
    limiter.take('a');
    limiter.take('b');
    limiter.take('a');
    limiter.take('c');
    expect(limiter.size).toBe(2);
    expect(limiter.take('a')).toBeGreaterThan(0);
    expect(limiter.take('b')).toBe(0);
  });
});

describe('addressKey', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('counts %s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
