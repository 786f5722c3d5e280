// Token buckets by key, in memory of this node and bounded: how often something may happen a minute.

import { isIPv6 } from 'node:net';

const MINUTE_MS = 60_000;
const DEFAULT_MAX_KEYS = 50_000;

interface Bucket {
  tokens: number;
  at: number;
}

export interface RateLimiterOptions {
  /** Averaged rate, and what may come at once. 0: off. */
  perMinute: number;
  /** Keys remembered; beyond, the key that was quiet for longest is forgotten. */
  maxKeys?: number;
  now?: () => number;
}

export class RateLimiter {
  /** In the order of their last use: the first is the quietest. */
  private readonly buckets = new Map<string, Bucket>();
  private readonly perMinute: number;
  private readonly maxKeys: number;
  private readonly now: () => number;

  constructor({ perMinute, maxKeys = DEFAULT_MAX_KEYS, now = () => performance.now() }: RateLimiterOptions) {
    this.perMinute = perMinute;
    this.maxKeys = maxKeys;
    this.now = now;
  }

  /** Takes one. 0: it may happen; else milliseconds until it may. */
  take(key: string): number {
    if (this.perMinute === 0) return 0;
    const now = this.now();
    const last = this.buckets.get(key) ?? { tokens: this.perMinute, at: now };
    const tokens = Math.min(this.perMinute, last.tokens + ((now - last.at) * this.perMinute) / MINUTE_MS);
    const allowed = tokens >= 1;
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: now });
    this.forgetQuietest();
    return allowed ? 0 : Math.max(1, Math.ceil(((1 - tokens) * MINUTE_MS) / this.perMinute));
  }

  /** Whole ones that are left to a key now. */
  left(key: string): number {
    return Math.floor(this.buckets.get(key)?.tokens ?? this.perMinute);
  }

  /** Keys remembered at present. */
  get size(): number {
    return this.buckets.size;
  }

  private forgetQuietest(): void {
    if (this.buckets.size <= this.maxKeys) return;
    const [quietest] = this.buckets.keys();
    if (quietest !== undefined) this.buckets.delete(quietest);
  }
}

/** What rates count an address by: IPv4 as it is (also inside IPv6), IPv6 by its /64, which one household holds. */
export function addressKey(address: string): string {
  const plain = address.replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
