// The refresh token's cookie: out of reach of scripts, sent to `/v1/auth` of the own site alone, and believed only when
// the request comes from the console's own origin.

import type {} from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ChatError } from '../common/chat-error.js';
import { Config } from '../config/config.js';
import { REFRESH_LIFE_MS } from './refresh-families.service.js';
import type { SignedInAgent } from './sign-in.service.js';

/** Name of the cookie. */
export const REFRESH_COOKIE = 'shopbell_refresh';
const MAX_LENGTH = 128;

@Injectable()
export class RefreshCookie {
  constructor(private readonly config: Config) {}

  /** Sets the cookie and gives the body to answer with. */
  give(reply: FastifyReply, { session, refreshToken }: SignedInAgent): SignedInAgent['session'] {
    this.write(reply, refreshToken, REFRESH_LIFE_MS / 1000);
    return session;
  }

  clear(reply: FastifyReply): void {
    this.write(reply, '', 0);
  }

  /** The refresh token; undefined without one. Throws `forbidden` for a page of another origin. */
  read(request: FastifyRequest): string | undefined {
    this.requireOwnOrigin(request);
    const token = request.cookies[REFRESH_COOKIE];
    return token !== undefined && token !== '' && token.length <= MAX_LENGTH ? token : undefined;
  }

  /** Browsers name the page's origin with every POST; what sends none is no browser. */
  requireOwnOrigin(request: FastifyRequest): void {
    const { origin } = request.headers;
    if (origin !== undefined && origin !== this.config.http.publicUrl) {
      throw new ChatError('forbidden', 'Not from this page');
    }
  }

  private write(reply: FastifyReply, value: string, maxAge: number): void {
    const options = {
      path: '/v1/auth',
      httpOnly: true,
      sameSite: 'strict',
      secure: this.config.http.secure,
      maxAge,
    } as const;
    void reply.setCookie(REFRESH_COOKIE, value, options);
    void reply.header('cache-control', 'no-store');
  }
}
