import { describe, expect, it } from 'vitest';

import { FrameRate } from './frame-rate.js';

const bucket = () => ({ tokens: -1, tokensAt: 0, floodSince: 0, floodAt: 0, floodFrames: 0 });

describe('FrameRate', () => {
  it('lets a burst through at once, then the rate', () => {
    const rate = new FrameRate({ framesPerSecond: 10, framesBurst: 3 });
    const one = bucket();
    expect([1, 1, 1].map((now) => rate.take(one, now))).toEqual([0, 0, 0]);
    expect(rate.take(one, 1)).toBe(100);
    expect(rate.take(one, 101)).toBe(0);
    expect(rate.take(one, 151)).toBe(50);
  });

  it('saves up no more than a burst', () => {
    const rate = new FrameRate({ framesPerSecond: 10, framesBurst: 2 });
    const one = bucket();
    rate.take(one, 0);
    const waits = [60_000, 60_000, 60_000].map((now) => rate.take(one, now));
    expect(waits).toEqual([0, 0, 100]);
  });

  it('is off at 0', () => {
    const rate = new FrameRate({ framesPerSecond: 0, framesBurst: 1 });
    const one = bucket();
    expect([0, 0, 0].map((now) => rate.take(one, now))).toEqual([0, 0, 0]);
  });

  it('calls it a flood when refusals keep on, not when they are far between', () => {
    const rate = new FrameRate({ framesPerSecond: 10, framesBurst: 10 }, 10_000);
    const steady = bucket();
    const results = Array.from({ length: 11 }, (_, second) => rate.refused(steady, 1 + second * 1_000));
    expect(results.indexOf(true)).toBe(10);
    const rare = bucket();
    expect(Array.from({ length: 11 }, (_, n) => rate.refused(rare, 1 + n * 3_000))).not.toContain(true);
  });

  it('calls it a flood at once when it is far over the rate', () => {
    const rate = new FrameRate({ framesPerSecond: 10, framesBurst: 2 });
    const one = bucket();
    const results = Array.from({ length: 101 }, () => rate.refused(one, 1));
    expect(results.indexOf(true)).toBe(100);
  });
});
