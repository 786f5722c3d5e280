// Time as the SDK sees it: one small shape, so that tests own every timer.

/** A running timer. */
export type Timer = unknown;

/** Wall time and timers. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once after `ms`. */
  set(run: () => void, ms: number): Timer;
  /** Ends a timer; an ended or absent one is borne. */
  clear(timer: Timer): void;
}

/** Beyond this, timers of JavaScript fire at once. */
const MAX_MS = 2 ** 31 - 1;

/** The clock of the platform. */
export const systemClock: Clock = {
  now: () => Date.now(),
  set: (run, ms) => setTimeout(run, Math.min(ms, MAX_MS)),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
