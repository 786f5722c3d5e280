// How often one principal may call the API, on this node; callers who are nobody count by their address.

import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { ChatError } from '../common/chat-error.js';
import { RateLimiter } from '../common/rate-limiter.js';
import { Config } from '../config/config.js';

@Injectable()
export class HttpRate {
  private readonly limiter: RateLimiter;
  private readonly perMinute: number;

  constructor({ limits }: Config) {
    this.perMinute = limits.httpPerMinute;
    this.limiter = new RateLimiter({ perMinute: this.perMinute });
  }

  /** Counts one call and tells the caller what is left (`RateLimit-*`). Throws `rate_limited`. */
  take(key: string, reply: FastifyReply): void {
    if (this.perMinute === 0) return;
    const retryAfterMs = this.limiter.take(key);
    void reply.header('ratelimit-limit', this.perMinute).header('ratelimit-remaining', this.limiter.left(key));
    if (retryAfterMs > 0) throw new ChatError('rate_limited', 'Too many calls', { retryAfterMs });
  }
}
