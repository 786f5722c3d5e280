// How long to wait before the next try: a fixed part and a random part that doubles, so that many clients never come at one moment.

import { BACKOFF_MAX_MS, BACKOFF_MIN_MS } from './numbers.js';

/**
 * Wait before try `n` (0 = the first again), in milliseconds.
 * @example backoffMs(0, Math.random) // 500 … 1000
 */
export function backoffMs(n: number, random: () => number): number {
  return BACKOFF_MIN_MS + random() * Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** Math.min(n, 16));
}
