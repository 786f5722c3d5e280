// How long to wait before the next try: a fixed part and a random part that doubles, so that many clients never come at one moment.

import { TIMES } from './protocol.js';

/**
 * Wait before try `n` (0 = the first again), in milliseconds.
 * @example backoffMs(0, Math.random) // 500 … 1000
 */
export function backoffMs(n: number, random: () => number): number {
  return TIMES.backoffMinMs + random() * Math.min(TIMES.backoffMaxMs, TIMES.backoffMinMs * 2 ** Math.min(n, 16));
}
