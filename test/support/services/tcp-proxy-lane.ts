// One direction of one proxied connection: a queue that keeps order under latency, holds everything
// in a black hole and passes on ends and resets in their turn.

import type { Socket } from 'node:net';

export interface LaneFaults {
  readonly isBlackhole: boolean;
  readonly latencyMs: number;
  /** Decides over bytes that are about to be forwarded. */
  admit(chunk: Buffer): { readonly bytes: Buffer; readonly thenReset: boolean };
}

interface Item {
  readonly what: Buffer | 'end' | 'reset';
  readonly dueMs: number;
}

const HIGH_WATER_BYTES = 262_144;

export class Lane {
  readonly #queue: Item[] = [];
  #queuedBytes = 0;
  #isBlocked = false;
  #isWaiting = false;

  constructor(
    private readonly source: Socket,
    private readonly target: Socket,
    private readonly faults: LaneFaults,
    private readonly reset: () => void,
  ) {
    source.on('data', (chunk: Buffer) => this.#accept(chunk));
    source.once('end', () => this.#accept('end'));
    source.once('error', () => this.#accept('reset'));
    target.on('drain', () => {
      this.#isBlocked = false;
      this.pump();
    });
  }

  /** Forwards what is due; called again whenever a fault is lifted. */
  pump(): void {
    // A cut connection forwards nothing more; a source that merely closed may have bytes under way.
    while (!this.#isBlocked && !this.faults.isBlackhole && !this.target.destroyed) {
      const item = this.#queue[0];
      if (item === undefined) return;
      const waitMs = Math.ceil(item.dueMs - performance.now());
      if (waitMs > 0) {
        this.#wakeIn(waitMs);
        return;
      }
      this.#queue.shift();
      this.#forward(item.what);
    }
  }

  #wakeIn(waitMs: number): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    setTimeout(() => {
      this.#isWaiting = false;
      this.pump();
    }, waitMs);
  }

  #accept(what: Item['what']): void {
    this.#queue.push({ what, dueMs: performance.now() + this.faults.latencyMs });
    if (typeof what !== 'string') {
      this.#queuedBytes += what.length;
      if (this.#queuedBytes > HIGH_WATER_BYTES) this.source.pause();
    }
    this.pump();
  }

  #forward(what: Item['what']): void {
    if (what === 'reset') {
      this.reset();
    } else if (what === 'end') {
      this.target.end();
    } else {
      this.#queuedBytes -= what.length;
      if (this.#queuedBytes <= HIGH_WATER_BYTES) this.source.resume();
      this.#write(what);
    }
  }

  #write(chunk: Buffer): void {
    const { bytes, thenReset } = this.faults.admit(chunk);
    if (bytes.length === 0) {
      if (thenReset) this.reset();
      return;
    }
    if (!thenReset) {
      this.#isBlocked = !this.target.write(bytes);
      return;
    }
    // Nothing may follow these bytes, and they must be with the kernel before the reset.
    this.#isBlocked = true;
    this.target.write(bytes, () => this.reset());
  }
}
