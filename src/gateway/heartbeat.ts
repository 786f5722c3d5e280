// One timer for all connections of the node: pings them, and ends those that are silent, say no hello or do not read.

import { CLOSE } from '../protocol/index.js';
import { type Connection, encodeFrame } from './connection.js';
import type { Connections } from './connections.js';
import type { SocketTimes } from './socket-times.js';

const PING = Buffer.from(encodeFrame('ping', {}));

/** A look that comes later than this was held up with all the frames that wait to be read: they count first. */
const LATE_MS = 5_000;

export class Heartbeat {
  private timer: NodeJS.Timeout | null = null;
  private lookedAt = performance.now();

  constructor(
    private readonly connections: Connections,
    private readonly times: SocketTimes,
  ) {}

  start(): void {
    this.lookedAt = performance.now();
    this.timer ??= setInterval(() => this.look(performance.now()), this.times.tickMs).unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  /** The first ping comes after a random time, so that a crowd that came together is not pinged together for ever. */
  begin(connection: Connection): void {
    const { firstPingMinMs, pingIntervalMs } = this.times;
    connection.nextPingAt = performance.now() + firstPingMinMs + Math.random() * (pingIntervalMs - firstPingMinMs);
  }

  /** One look at every connection. */
  look(now: number): void {
    const late = now - this.lookedAt > this.times.tickMs + LATE_MS;
    this.lookedAt = now;
    if (late) return;
    for (const connection of this.connections.all()) {
      if (connection.state !== 'closing') this.lookAt(connection, now);
    }
  }

  private lookAt(connection: Connection, now: number): void {
    const { helloMs, deadAfterMs, slowConsumerMs, pingIntervalMs } = this.times;
    const { counters } = this.connections;
    if (now - connection.lastHeardAt > deadAfterMs) {
      counters.dead++;
      connection.close(CLOSE.dead, 'silent');
    } else if (connection.state === 'new' && now - connection.acceptedAt > helloMs) {
      connection.close(CLOSE.noHello, 'no hello');
    } else if (connection.fullSince > 0 && this.isSlow(connection, now, slowConsumerMs)) {
      counters.slow++;
      connection.close(CLOSE.slow, 'out-queue');
    } else if (now >= connection.nextPingAt) {
      connection.nextPingAt = now + pingIntervalMs;
      connection.awaitsPong = connection.send(PING);
    }
  }

  private isSlow(connection: Connection, now: number, slowConsumerMs: number): boolean {
    const { fullSince } = connection;
    connection.checkDrained();
    return connection.fullSince > 0 && now - fullSince > slowConsumerMs;
  }
}
