// The installation's clock: this machine's, corrected by the database's, so that nodes an hour apart stamp the same time.

/** A round trip longer than this measures the way more than the clock. */
const SLOW_MS = 200;

/** Milliseconds since 1970 by the database's clock. */
export class Clock {
  private offsetMs: number | null = null;

  /** Corrected time; before the first correction this machine's own. */
  now(): number {
    return Math.round(Date.now() + (this.offsetMs ?? 0));
  }

  /** Whether the database's time was ever learnt. */
  get known(): boolean {
    return this.offsetMs !== null;
  }

  /** Learns the database's time, asked between two readings of this machine's clock. */
  correct(databaseMs: number, askedMs: number, answeredMs: number): void {
    const [least, most] = [databaseMs - answeredMs, databaseMs - askedMs];
    const slow = answeredMs - askedMs > SLOW_MS;
    // A slow answer tells little (this process may have been frozen meanwhile): what was known stays, if it can be true.
    if (slow && this.offsetMs !== null && this.offsetMs >= least && this.offsetMs <= most) return;
    this.offsetMs = (least + most) / 2;
  }

  /** ISO 8601 UTC with milliseconds. */
  iso(ms = this.now()): string {
    return new Date(ms).toISOString();
  }
}

/** ISO 8601 UTC with milliseconds, or null. */
export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
