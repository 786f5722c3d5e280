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

/** The clock of the platform. */
export const systemClock: Clock = {
  now: () => Date.now(),
  set: (run, ms) => setTimeout(run, ms),
  clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
