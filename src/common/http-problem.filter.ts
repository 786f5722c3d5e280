// Every error of an HTTP call becomes one `application/problem+json`. Expected refusals log at debug; what nobody foresaw
// logs once, here, under a correlation id, and the client is told no more than `internal` and that id.

import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { type Code, CODES, type Problem } from '../protocol/index.js';
import { ChatError } from './chat-error.js';
import { newId } from './ids.js';

/** HTTP statuses that Nest, Fastify and its plugins answer with by themselves. */
const CODE_OF_STATUS: Record<number, Code> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  408: 'unavailable',
  409: 'conflict',
  413: 'too_large',
  414: 'too_large',
  415: 'unsupported',
  422: 'invalid',
  429: 'rate_limited',
  431: 'too_large',
  503: 'unavailable',
};
const AWAY_RETRY_MS = 1_000;

@Catch()
export class HttpProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(HttpProblemFilter.name);

  /** `isAway`: whether an error means that the database is away; known to the floor above. */
  constructor(private readonly isAway: (error: unknown) => boolean = () => false) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw exception;
    const http = host.switchToHttp();
    const error = this.toChatError(exception);
    const problem = problemOf(error);
    if (error.code === 'internal') problem.correlationId = newId();
    this.log(error, problem, http.getRequest<FastifyRequest>());
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    if (error.details.retryAfterMs !== undefined) {
      void reply.header('retry-after', String(Math.ceil(error.details.retryAfterMs / 1000)));
    }
    void reply
      .status(error.status)
      .header('content-type', 'application/problem+json')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(problem));
  }

  private toChatError(exception: unknown): ChatError {
    if (exception instanceof ChatError) return exception;
    if (this.isAway(exception)) {
      const details = { cause: exception, retryAfterMs: AWAY_RETRY_MS };
      return new ChatError('unavailable', 'The database cannot be reached', details);
    }
    const status = statusOf(exception);
    const code = status === undefined ? undefined : CODE_OF_STATUS[status];
    if (code === undefined) return new ChatError('internal', 'Something went wrong', { cause: exception });
    return new ChatError(code, CODES[code].title, { cause: exception, ...(status === undefined ? {} : { status }) });
  }

  private log(error: ChatError, { correlationId }: Problem, request: FastifyRequest): void {
    const level = CODES[error.code].log;
    // The pattern of the route, not its address: an address may hold a token.
    const route = `${request.method} ${request.routeOptions.url ?? '?'}`;
    const cause = level === 'debug' ? {} : { cause: error.details.cause ?? error };
    this.logger[level]({ msg: error.message, code: error.code, route, correlationId, ...cause });
  }
}

/** The problem of an error, with the further members that it carries (the present row of a stale change). */
export function problemOf(error: ChatError): Problem & Record<string, unknown> {
  const { retryAfterMs, fields, extra } = error.details;
  return {
    ...extra,
    type: `urn:shopbell:problem:${error.code}`,
    title: CODES[error.code].title,
    status: error.status,
    code: error.code,
    detail: error.message,
    retryable: error.retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(fields === undefined ? {} : { fields }),
  };
}

/** The status of Nest's and Fastify's own errors. */
function statusOf(exception: unknown): number | undefined {
  if (exception instanceof HttpException) return exception.getStatus();
  if (!(exception instanceof Error) || !('statusCode' in exception)) return undefined;
  return typeof exception.statusCode === 'number' ? exception.statusCode : undefined;
}
