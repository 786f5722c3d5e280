// Keeps sends and syncs under the connection's rate, with room left for confirmations, typing and probes.

import type { Clock, Timer } from './clock.js';
import type { WireLimits } from './protocol.js';

/** A token bucket over two thirds of the burst and three quarters of the rate that the server allows. */
export class Pacer {
  private tokens = 0;
  private filledAt = 0;
  private perMs = 1;
  private burst = 0;
  private timer: Timer = null;

  constructor(
    private readonly clock: Clock,
    private readonly onReady: () => void,
  ) {}

  /** Starts full, by the limits of a new connection. */
  begin(limits: Readonly<WireLimits>): void {
    this.end();
    this.burst = this.tokens = Math.max(1, Math.floor((limits.framesBurst * 2) / 3));
    this.perMs = Math.max(1, limits.framesPerSecond * 0.75) / 1000;
    this.filledAt = this.clock.now();
  }

  /** Forgets who waits. */
  end(): void {
    this.clock.clear(this.timer);
    this.timer = null;
  }

  /** Takes leave to send one frame; false: `onReady` is called when there is leave again. */
  take(): boolean {
    const now = this.clock.now();
    this.tokens = Math.min(this.burst, this.tokens + Math.max(0, now - this.filledAt) * this.perMs);
    this.filledAt = now;
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return true;
    }
    this.timer ??= this.clock.set(
      () => {
        this.timer = null;
        this.onReady();
      },
      Math.ceil((1 - this.tokens) / this.perMs),
    );
    return false;
  }
}
