// How fast one connection may send frames: a token bucket whose numbers lie on the connection.

import { TIMES, type WireLimits } from '../protocol/index.js';
import type { Connection } from './connection.js';

/** A run over the rate ends after this time without a refusal. */
const QUIET_MS = 2_000;
/** So many bursts refused in one run end the connection before its time. */
const FLOOD_BURSTS = 50;

type Bucket = Pick<Connection, 'tokens' | 'tokensAt' | 'floodSince' | 'floodAt' | 'floodFrames'>;

export class FrameRate {
  constructor(
    private readonly limits: Pick<WireLimits, 'framesPerSecond' | 'framesBurst'>,
    private readonly floodMs: number = TIMES.floodMs,
  ) {}

  /** Takes one token. 0: there was one; else milliseconds until there is. `now`: performance.now(). */
  take(bucket: Bucket, now: number): number {
    const { framesPerSecond: rate, framesBurst: burst } = this.limits;
    if (rate === 0) return 0;
    const had = bucket.tokens < 0 ? burst : bucket.tokens + ((now - bucket.tokensAt) * rate) / 1_000;
    const tokens = Math.min(burst, had);
    bucket.tokensAt = now;
    bucket.tokens = tokens >= 1 ? tokens - 1 : tokens;
    return tokens >= 1 ? 0 : Math.max(1, Math.ceil(((1 - tokens) * 1_000) / rate));
  }

  /** Notes a refusal. True: it has kept on for too long. */
  refused(bucket: Bucket, now: number): boolean {
    if (bucket.floodSince === 0 || now - bucket.floodAt > QUIET_MS) {
      bucket.floodSince = now;
      bucket.floodFrames = 0;
    }
    bucket.floodAt = now;
    bucket.floodFrames++;
    return now - bucket.floodSince >= this.floodMs || bucket.floodFrames > FLOOD_BURSTS * this.limits.framesBurst;
  }
}
