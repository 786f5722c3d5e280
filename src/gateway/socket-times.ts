// The times of a socket's life. Tests shorten them.

import { TIMES } from '../protocol/index.js';

/** Milliseconds. */
export const SOCKET_TIMES = {
  helloMs: TIMES.helloMs as number,
  firstPingMinMs: TIMES.firstPingMinMs as number,
  pingIntervalMs: TIMES.pingIntervalMs as number,
  deadAfterMs: TIMES.deadAfterMs as number,
  slowConsumerMs: TIMES.slowConsumerMs as number,
  floodMs: TIMES.floodMs as number,
  /** How often the heartbeat looks at all connections. */
  tickMs: 1_000,
  /** From our close frame to the cut, if the other end does not answer. */
  closeMs: 5_000,
};

export type SocketTimes = typeof SOCKET_TIMES;
