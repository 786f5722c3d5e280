// The present time for what shows how long something lasts. All clocks of a page tick together, once a second.

import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const listener of listeners) listener();
  }, 1_000);
  return () => {
    listeners.delete(tell);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since 1970, rounded down to `stepMs`: a component draws again only when a step is over. */
export function useNow(stepMs: number): number {
  return useSyncExternalStore(subscribe, () => Math.floor((timer ? now : Date.now()) / stepMs) * stepMs);
}
