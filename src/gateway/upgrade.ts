// The door: which upgrades become sockets. Everything is decided from the head of the request, before the 101, and a
// refusal is an HTTP answer. The query is not looked at: no token ever stands in a URL.

import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import { ChatError } from '../common/chat-error.js';
import { TrustedProxies } from '../common/client-address.js';
import { problemOf } from '../common/http-problem.filter.js';
import { addressKey, RateLimiter } from '../common/rate-limiter.js';
import type { Config } from '../config/config.js';
import { SOCKET_PATH, SUBPROTOCOL } from '../protocol/index.js';
import type { Peer } from './connection.js';
import type { Connections } from './connections.js';

const DRAIN_RETRY_MS = 2_000;
/** The limiter counts by the minute; on a clock that runs this much faster its minute is a second. */
const CLOCK_FACTOR = 60;

export class UpgradeGate {
  private readonly proxies: TrustedProxies;
  private readonly origins: ReadonlySet<string>;
  private readonly rate: RateLimiter;

  constructor(
    { http, limits }: Config,
    private readonly connections: Pick<Connections, 'draining'>,
  ) {
    this.proxies = new TrustedProxies(http.trustedProxies);
    this.origins = new Set([http.publicUrl, http.widgetOrigin]);
    this.rate = new RateLimiter({
      perMinute: limits.upgradesPerSecond,
      now: () => performance.now() * CLOCK_FACTOR,
    });
  }

  /** Who asks, or why not. */
  judge(request: IncomingMessage): Peer | ChatError {
    const { headers, socket, url = '' } = request;
    if (url.split('?', 1)[0] !== SOCKET_PATH) return new ChatError('not_found', 'No socket here');
    if (this.connections.draining) {
      return new ChatError('unavailable', 'This node goes away', { retryAfterMs: DRAIN_RETRY_MS });
    }
    const forwarded = headers['x-forwarded-for'];
    const address = this.proxies.clientOf(socket.remoteAddress ?? '', textOf(forwarded));
    const waitMs = this.rate.take(addressKey(address)) / CLOCK_FACTOR;
    if (waitMs > 0) return new ChatError('rate_limited', 'Too many connections at once', { retryAfterMs: waitMs });
    const { origin } = headers;
    if (origin !== undefined && !this.origins.has(origin)) {
      return new ChatError('forbidden', 'This origin may not connect');
    }
    if (!protocolsOf(request).includes(SUBPROTOCOL)) {
      return new ChatError('unsupported', `Ask for the subprotocol ${SUBPROTOCOL}`, { status: 400 });
    }
    return { address, origin: origin ?? null };
  }
}

/** Answers an upgrade by a refusal and ends its socket. */
export function refuseUpgrade(socket: Duplex, error: ChatError): void {
  const { status, details } = error;
  const body = JSON.stringify(problemOf(error));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
  ];
  if (details.retryAfterMs !== undefined) head.push(`Retry-After: ${Math.ceil(details.retryAfterMs / 1_000)}`);
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function protocolsOf({ headers }: IncomingMessage): string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
