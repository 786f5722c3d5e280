// How often one address may sign in or begin as a visitor, on this node; and the address that a request counts as.

import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { ChatError } from '../common/chat-error.js';
import { addressKey, RateLimiter } from '../common/rate-limiter.js';
import { Config } from '../config/config.js';

@Injectable()
export class AddressLimits {
  private readonly logins: RateLimiter;
  private readonly visitors: RateLimiter;

  constructor({ limits }: Config) {
    this.logins = new RateLimiter({ perMinute: limits.loginsPerMinute });
    this.visitors = new RateLimiter({ perMinute: limits.visitorsPerMinute });
  }

  /** Sign-ins, registrations, resets and invitations. Throws `rate_limited`. */
  takeLogin(address: string): void {
    take(this.logins, address);
  }

  /** Throws `rate_limited`. */
  takeVisitor(address: string): void {
    take(this.visitors, address);
  }
}

/** The caller's address as limits count it. */
export const ClientAddress = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  addressKey(context.switchToHttp().getRequest<FastifyRequest>().ip),
);

function take(limiter: RateLimiter, address: string): void {
  const retryAfterMs = limiter.take(address);
  if (retryAfterMs > 0) throw new ChatError('rate_limited', 'Too many tries from your address', { retryAfterMs });
}
