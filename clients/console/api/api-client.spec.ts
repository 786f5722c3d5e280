// Calls in the agent's name: a refused token is replaced and the call made once more, and problems are told whole.

import { beforeEach, describe, expect, it } from 'vitest';

import { StopError } from '../../sdk/index.js';
import { ApiClient } from './api-client.js';
import { answer, FakeServer, problem } from './fake-server.fixture.js';
import { ApiProblem } from './problem.js';

const bearer = (init: RequestInit): string | null => new Headers(init.headers).get('authorization');

describe('ApiClient', () => {
  let server: FakeServer;
  const tokens = { token: async () => 'old', replace: async () => 'new' };

  beforeEach(() => {
    server = new FakeServer();
  });

  it('sends the token in a header', async () => {
    server.on('GET /v1/x', (init) => answer({ bearer: bearer(init) }));
    expect(await new ApiClient(tokens, server.fetch).request('GET', '/v1/x')).toEqual({ bearer: 'Bearer old' });
  });

  it('replaces a refused token and calls once more', async () => {
    server.on('GET /v1/x', (init) => (bearer(init) === 'Bearer new' ? answer({}) : problem(401, 'unauthorized')));
    await new ApiClient(tokens, server.fetch).request('GET', '/v1/x');
    expect(server.count('GET /v1/x')).toBe(2);
  });

  it('does not call a third time', async () => {
    server.on('GET /v1/x', () => problem(401, 'unauthorized'));
    const failed = new ApiClient(tokens, server.fetch).request('GET', '/v1/x');
    await expect(failed).rejects.toMatchObject({ code: 'unauthorized' });
    expect(server.count('GET /v1/x')).toBe(2);
  });

  it('says unauthorized when nobody is signed in any more', async () => {
    const ended = { ...tokens, token: () => Promise.reject(new StopError('ended')) };
    const failed = new ApiClient(ended, server.fetch).request('GET', '/v1/x');
    await expect(failed).rejects.toMatchObject({ status: 401, code: 'unauthorized' });
  });

  it('tells code, wait and further members of a problem', async () => {
    server.on('PATCH /v1/x', () => problem(412, 'conflict', { retryAfterMs: 50, fields: ['status'], version: 9 }));
    const error: unknown = await new ApiClient(tokens, server.fetch).request('PATCH', '/v1/x').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({
      status: 412,
      code: 'conflict',
      retryAfterMs: 50,
      fields: ['status'],
      body: { version: 9 },
    });
  });

  it('makes a problem of a page that a proxy answered', async () => {
    server.on('GET /v1/x', () => new Response('<html>', { status: 502, headers: { 'retry-after': '2' } }));
    const failed = new ApiClient(tokens, server.fetch).request('GET', '/v1/x');
    await expect(failed).rejects.toMatchObject({ status: 502, code: 'unavailable', retryAfterMs: 2_000 });
  });

  it('calls no answer a network problem', async () => {
    const failed = new ApiClient(tokens, server.fetch).request('GET', '/v1/unknown');
    await expect(failed).rejects.toMatchObject({ status: 0, code: 'network' });
  });
});
