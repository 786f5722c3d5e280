// Problems: their shape, what is told of the unforeseen, and that the database being away is said.

import { type ArgumentsHost, Logger, NotFoundException } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { ChatError } from './chat-error.js';
import { HttpProblemFilter } from './http-problem.filter.js';

const logged = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
vi.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
afterEach(() => logged.mockClear());

function answer(
  exception: unknown,
  isAway?: (error: unknown) => boolean,
): { status: number; headers: Record<string, string>; body: Record<string, unknown> } {
  const result = { status: 0, headers: {} as Record<string, string>, body: {} as Record<string, unknown> };
  const reply = {
    sent: false,
    status: (status: number) => ((result.status = status), reply),
    header: (name: string, value: string) => ((result.headers[name] = value), reply),
    send: (body: string) => ((result.body = JSON.parse(body) as Record<string, unknown>), reply),
  };
  const request = { method: 'GET', routeOptions: { url: '/v1/x/:token' }, url: '/v1/x/very-secret' };
  const http = { getRequest: () => request, getResponse: () => reply };
  new HttpProblemFilter(isAway).catch(exception, {
    getType: () => 'http',
    switchToHttp: () => http,
  } as unknown as ArgumentsHost);
  return result;
}

describe('HttpProblemFilter', () => {
  it('answers a refusal as the protocol has it', () => {
    const { status, headers, body } = answer(new ChatError('rate_limited', 'Too many tries', { retryAfterMs: 1_500 }));
    expect(status).toBe(429);
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '2' });
    expect(body).toEqual({
      type: 'urn:shopbell:problem:rate_limited',
      title: 'Too fast',
      status: 429,
      code: 'rate_limited',
      detail: 'Too many tries',
      retryable: true,
      retryAfterMs: 1_500,
    });
  });

  it('carries the present row of a stale change without letting it overwrite the code', () => {
    const { status, body } = answer(
      new ChatError('conflict', 'Stale', { status: 412, extra: { present: { version: 3 }, code: 'x' } }),
    );
    expect(status).toBe(412);
    expect(body).toMatchObject({ code: 'conflict', present: { version: 3 } });
  });

  it('tells nothing of the unforeseen but an id, and logs it once without the address', () => {
    const { status, body } = answer(new Error('select * from secret'));
    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'internal', detail: 'Something went wrong' });
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(logged).toHaveBeenCalledTimes(1);
    expect(logged.mock.calls[0]?.[0]).toMatchObject({ correlationId: body.correlationId, route: 'GET /v1/x/:token' });
  });

  it.each([
    [new NotFoundException('Cannot GET /v1/very-secret'), 404, 'not_found'],
    [Object.assign(new Error('body'), { statusCode: 413 }), 413, 'too_large'],
    [Object.assign(new Error('media'), { statusCode: 415 }), 415, 'unsupported'],
    [Object.assign(new Error('json'), { statusCode: 400 }), 400, 'invalid'],
  ])('gives errors of the framework a code of the protocol', (error, status, code) => {
    const got = answer(error);
    expect(got).toMatchObject({ status, body: { code } });
    expect(JSON.stringify(got.body)).not.toContain('very-secret');
  });

  it('says that the database is away, and when to come back', () => {
    const got = answer(new Error('ECONNREFUSED'), () => true);
    expect(got).toMatchObject({ status: 503, body: { code: 'unavailable', retryable: true, retryAfterMs: 1_000 } });
  });
});
