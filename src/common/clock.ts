// The installation's clock: this machine's, corrected by the database's, so that nodes an hour apart stamp the same time.

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
    this.offsetMs = databaseMs - (askedMs + answeredMs) / 2;
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
