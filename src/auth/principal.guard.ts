// Who calls over HTTP: `@SignedIn(...)` on a controller or route lets in the kinds of principal that it names,
// `@CurrentPrincipal()` hands the caller to the method. Rights in a shop are asked of `rights.ts`.

import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ChatError } from '../common/chat-error.js';
import { type Principal, principalKey } from '../common/principal.js';
import { addressKey } from '../common/rate-limiter.js';
import type { Code } from '../protocol/index.js';
import { HttpRate } from './http-rate.js';
import { PrincipalService } from './principal.service.js';

const KINDS = 'shopbell:kinds';
/** Refusals of whoever is nobody here: the guess of a token, and a blocked shopper. */
const COUNTED: readonly Code[] = ['unauthorized', 'blocked'];
const BEARER = /^Bearer +(\S+)$/i;

/** A request whose caller is known. */
export interface PrincipalRequest extends FastifyRequest {
  principal?: Principal;
}

@Injectable()
export class PrincipalGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly principals: PrincipalService,
    private readonly rate: HttpRate,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<PrincipalRequest>();
    const principal = await this.callerOf(request, http.getResponse<FastifyReply>());
    const targets = [context.getHandler(), context.getClass()];
    const kinds = this.reflector.getAllAndOverride<Principal['kind'][] | undefined>(KINDS, targets);
    if (!kinds?.includes(principal.kind)) throw new ChatError('forbidden', 'This call is not for you');
    request.principal = principal;
    return true;
  }

  /** Whoever is not known counts by the address, or guessing tokens would be free. */
  private async callerOf(request: PrincipalRequest, reply: FastifyReply): Promise<Principal> {
    try {
      const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1];
      if (bearer === undefined) throw new ChatError('unauthorized', 'Sign in first');
      const { principal } = await this.principals.authenticateBearer(bearer);
      this.rate.take(principalKey(principal), reply);
      return principal;
    } catch (error) {
      if (error instanceof ChatError && COUNTED.includes(error.code)) this.rate.take(addressKey(request.ip), reply);
      throw error;
    }
  }
}

/** Lets in principals of these kinds only. */
export function SignedIn(...kinds: [Principal['kind'], ...Principal['kind'][]]): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(KINDS, kinds), UseGuards(PrincipalGuard), ApiBearerAuth());
}

/** The caller that `@SignedIn` let in. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<PrincipalRequest>();
  if (!principal) throw new ChatError('unauthorized', 'Sign in first');
  return principal;
});
