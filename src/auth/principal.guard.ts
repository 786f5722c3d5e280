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
import type { FastifyRequest } from 'fastify';

import { ChatError } from '../common/chat-error.js';
import type { Principal } from '../common/principal.js';
import { PrincipalService } from './principal.service.js';

const KINDS = 'shopbell:kinds';
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
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<PrincipalRequest>();
    const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) throw new ChatError('unauthorized', 'Sign in first');
    const { principal } = await this.principals.authenticateBearer(bearer);
    const targets = [context.getHandler(), context.getClass()];
    const kinds = this.reflector.getAllAndOverride<Principal['kind'][] | undefined>(KINDS, targets);
    if (!kinds?.includes(principal.kind)) throw new ChatError('forbidden', 'This call is not for you');
    request.principal = principal;
    return true;
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
