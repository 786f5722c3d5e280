// A map that forgets by number and by time.

import { describe, expect, it } from 'vitest';

import { BoundedMap } from './bounded-map.js';

describe('a bounded map', () => {
  it('forgets what was unused for longest', () => {
    const map = new BoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    expect(map.get('a')).toBe(1);
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
  });

  it('gives out nothing that is older than its time, or than asked for', () => {
    let now = 0;
    const map = new BoundedMap<number>(2, 100, () => now);
    map.set('a', 1);
    now = 60;
    expect([map.get('a', 50), map.get('a')]).toEqual([undefined, 1]);
    now = 101;
    expect([map.get('a'), map.size]).toEqual([undefined, 0]);
  });
});
