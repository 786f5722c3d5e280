// All sockets of this node, and whose they are: a newer one replaces the older one of the same device, and a principal has
// no more than its number of places.

import { Injectable } from '@nestjs/common';

import { Config } from '../config/config.js';
import { CLOSE } from '../protocol/index.js';
import type { Connection } from './connection.js';

interface Holder {
  /** In the order in which they registered. */
  connections: Connection[];
  /** Closed for want of a place since `evictedSince` (performance.now()). */
  evicted: number;
  evictedSince: number;
}

const MINUTE_MS = 60_000;

@Injectable()
export class Connections {
  /** Since the start; for metrics. */
  readonly counters = { opened: 0, closed: 0, refused: 0, badFrames: 0, rateLimited: 0, dead: 0, slow: 0, replaced: 0 };
  /** New sockets are refused with 503. */
  draining = false;
  private readonly live = new Set<Connection>();
  private readonly holders = new Map<string, Holder>();
  private readonly places: number;

  constructor({ limits }: Config) {
    this.places = limits.wire.connectionsPerPrincipal;
  }

  /** Every socket that has not closed yet. */
  all(): ReadonlySet<Connection> {
    return this.live;
  }

  /** Open sockets of a principal, oldest first. */
  of(principalKey: string): readonly Connection[] {
    return this.holders.get(principalKey)?.connections ?? [];
  }

  /** For the adapter: a socket was accepted. */
  add(connection: Connection): void {
    this.live.add(connection);
    this.counters.opened++;
  }

  /** For the adapter: a socket has closed. */
  remove(connection: Connection): void {
    if (!this.live.delete(connection)) return;
    this.counters.closed++;
    this.release(connection);
  }

  /**
   * Says whose connection it is. The older one of the same device is closed with 4009, and the oldest of all if there are
   * too many. False: that happened too often in the last minute, and this connection was closed with 4504 instead.
   */
  register(connection: Connection, principalKey: string, device: string): boolean {
    const holder = this.holders.get(principalKey) ?? { connections: [], evicted: 0, evictedSince: 0 };
    const twin = holder.connections.find((other) => other.device === device);
    if (twin) this.replace(twin, 'newer connection of this device');
    const needsPlace = this.places > 0 && holder.connections.length >= this.places;
    if (needsPlace && !this.mayEvict(holder)) {
      connection.close(CLOSE.tooMany, 'too many connections');
      return false;
    }
    const [oldest] = holder.connections;
    if (needsPlace && oldest) this.replace(oldest, 'place needed');
    connection.principalKey = principalKey;
    connection.device = device;
    holder.connections.push(connection);
    this.holders.set(principalKey, holder);
    return true;
  }

  private replace(connection: Connection, why: string): void {
    this.counters.replaced++;
    this.release(connection);
    connection.close(CLOSE.replaced, why);
  }

  /** A storm of reconnects must not go on for ever: as many evictions a minute as there are places. */
  private mayEvict(holder: Holder): boolean {
    const now = performance.now();
    if (now - holder.evictedSince >= MINUTE_MS) {
      holder.evictedSince = now;
      holder.evicted = 0;
    }
    holder.evicted++;
    return holder.evicted <= this.places;
  }

  /** Gives its place free. */
  private release(connection: Connection): void {
    const { principalKey } = connection;
    const holder = principalKey === null ? undefined : this.holders.get(principalKey);
    if (!holder || principalKey === null) return;
    holder.connections = holder.connections.filter((other) => other !== connection);
    if (holder.connections.length === 0) this.holders.delete(principalKey);
  }
}
