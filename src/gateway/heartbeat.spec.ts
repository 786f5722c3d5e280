import { describe, expect, it, vi } from 'vitest';

import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import { Heartbeat } from './heartbeat.js';
import { SOCKET_TIMES } from './socket-times.js';

/** Only what the heartbeat looks at. */
function connectionAt(now: number) {
  return {
    state: 'ready' as Connection['state'],
    acceptedAt: now,
    lastHeardAt: now,
    nextPingAt: Infinity,
    fullSince: 0,
    awaitsPong: false,
    send: vi.fn(() => true),
    close: vi.fn(),
    checkDrained: vi.fn(),
  };
}

function heartbeatOf(connection: ReturnType<typeof connectionAt>) {
  const counters = { dead: 0, slow: 0 };
  const connections = { all: () => new Set([connection]), counters } as unknown as Connections;
  const heartbeat = new Heartbeat(connections, SOCKET_TIMES);
  return { heartbeat, counters, asConnection: connection as unknown as Connection };
}

/** Looks every second, as the timer does. */
function lookUntil(heartbeat: Heartbeat, from: number, seconds: number, each: () => void = () => undefined): void {
  for (let second = 0; second <= seconds; second++) {
    heartbeat.look(from + second * 1_000);
    each();
  }
}

describe('Heartbeat', () => {
  it('pings first after 12 to 25 s, then every 25 s', () => {
    const now = performance.now();
    const connection = connectionAt(now);
    const { heartbeat, asConnection } = heartbeatOf(connection);
    heartbeat.begin(asConnection);
    expect(connection.nextPingAt - now).toBeGreaterThanOrEqual(12_000);
    expect(connection.nextPingAt - now).toBeLessThan(25_100);
    connection.nextPingAt = now + 12_000;
    lookUntil(heartbeat, now, 70, () => (connection.lastHeardAt = now + 70_000));
    expect(connection.send).toHaveBeenCalledTimes(3);
    expect(connection.awaitsPong).toBe(true);
    expect(connection.close).not.toHaveBeenCalled();
  });

  it('ends a connection that is silent for 35 s', () => {
    const now = performance.now();
    const connection = connectionAt(now);
    const { heartbeat, counters } = heartbeatOf(connection);
    lookUntil(heartbeat, now, 35);
    expect(connection.close).not.toHaveBeenCalled();
    heartbeat.look(now + 36_000);
    expect(connection.close).toHaveBeenCalledWith(4006, 'silent');
    expect(counters.dead).toBe(1);
  });

  it('does not blame connections for a time in which the process itself stood still', () => {
    const now = performance.now();
    const connection = connectionAt(now);
    const { heartbeat } = heartbeatOf(connection);
    heartbeat.look(now);
    heartbeat.look(now + 60_000);
    expect(connection.close).not.toHaveBeenCalled();
    heartbeat.look(now + 61_000);
    expect(connection.close).toHaveBeenCalledWith(4006, 'silent');
  });

  it('ends a connection whose out-queue stays full for 30 s', () => {
    const now = performance.now();
    const connection = connectionAt(now);
    const { heartbeat } = heartbeatOf(connection);
    connection.fullSince = now;
    lookUntil(heartbeat, now, 30);
    expect(connection.close).not.toHaveBeenCalled();
    heartbeat.look(now + 31_000);
    expect(connection.close).toHaveBeenCalledWith(4008, 'out-queue');
  });

  it('leaves a closing connection alone', () => {
    const now = performance.now();
    const connection = connectionAt(now);
    const { heartbeat } = heartbeatOf(connection);
    connection.state = 'closing';
    lookUntil(heartbeat, now, 40);
    expect(connection.close).not.toHaveBeenCalled();
  });
});
