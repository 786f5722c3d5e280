// How sockets end when the node goes away: told in portions, so that they do not all come to the next node at once, and
// closed with 1012 once what they sent is answered.

import { setTimeout as sleep } from 'node:timers/promises';

import { CLOSE, TIMES } from '../protocol/index.js';
import type { Connections } from './connections.js';

const PORTION_MS = 100;
const POLL_MS = 25;
/** Beyond the wait for the other end's close frame: then they are cut. */
const GRACE_MS = 500;

/** Refuses new sockets, tells all to leave within the time, closes who stayed. Resolves when none is left. */
export async function drain(connections: Connections, withinMs: number, closeMs: number): Promise<void> {
  connections.draining = true;
  const until = performance.now() + withinMs;
  await tellInPortions(connections, until);
  await closeAll(connections, closeMs);
}

/** Closes all with 1012, each when its sends are answered, and cuts who does not answer. */
export async function closeAll(connections: Connections, closeMs: number): Promise<void> {
  connections.draining = true;
  const answeredBy = performance.now() + TIMES.sendAnswerMs;
  const open = () => [...connections.all()].filter(({ state }) => state !== 'closing');
  while (open().length > 0) {
    const late = performance.now() >= answeredBy;
    for (const connection of open())
      if (late || connection.unanswered === 0) connection.close(CLOSE.restart, 'restart');
    if (open().length > 0) await sleep(POLL_MS);
  }
  const cutAt = performance.now() + closeMs + GRACE_MS;
  while (connections.all().size > 0 && performance.now() < cutAt) await sleep(POLL_MS);
  for (const connection of connections.all()) connection.terminate();
}

/** The first half of the time is for telling, the second for leaving. Ends early when all have left. */
async function tellInPortions(connections: Connections, until: number): Promise<void> {
  const waiting = [...connections.all()];
  const toldBy = performance.now() + (until - performance.now()) / 2;
  while (connections.all().size > 0 && performance.now() < until) {
    const now = performance.now();
    const portions = Math.max(1, Math.ceil((toldBy - now) / PORTION_MS));
    for (const connection of waiting.splice(0, Math.ceil(waiting.length / portions))) {
      connection.frame('drain', { withinMs: Math.max(0, Math.round(until - now)) });
    }
    await sleep(Math.min(PORTION_MS, Math.max(1, until - now)));
  }
}
