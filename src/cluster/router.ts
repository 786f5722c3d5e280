// Router: brings word of what was committed to this node's loops at once and to the other nodes as hints.

import { Injectable } from '@nestjs/common';

import { Bus } from './bus.js';
import { decodeWakes, encodeWakes, type Wake } from './wake.js';

/** Hears wakes, of this node and of others. Must not throw or wait. */
export type WakeListener = (wakes: readonly Wake[]) => void;

/** Wakes of one message to other nodes, at most. */
const WAKES_PER_MESSAGE = 1_000;

@Injectable()
export class Router {
  private readonly listeners = new Set<WakeListener>();

  constructor(private readonly bus: Bus) {
    bus.subscribe((message) => {
      this.wake(decodeWakes(message));
    });
  }

  /** Serves this node's loops, then tells the other nodes. Nothing of this stands between a send and its ack. */
  announce(wakes: readonly Wake[]): void {
    if (wakes.length === 0) return;
    this.wake(wakes);
    if (!this.bus.shared) return;
    for (let start = 0; start < wakes.length; start += WAKES_PER_MESSAGE) {
      this.bus.publish('all', encodeWakes(wakes.slice(start, start + WAKES_PER_MESSAGE)));
    }
  }

  onWake(listener: WakeListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Hears that hints may have been lost: compare everything. */
  onBack(listener: () => void): () => void {
    return this.bus.onBack(listener);
  }

  private wake(wakes: readonly Wake[]): void {
    if (wakes.length > 0) for (const listener of this.listeners) listener(wakes);
  }
}
