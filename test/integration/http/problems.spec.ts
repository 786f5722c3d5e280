// Every refusal of an HTTP call is `application/problem+json` of one shape, whoever refuses: routes, guards, pipes, the
// parser, the router or HTTP itself.

import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { CODES, type Problem } from '../../../src/protocol/index.js';
import { PASSWORD, TestApp, type TestShop } from '../../support/app.js';
import { type DatabaseHost, startDatabaseHost } from '../../support/databases.js';

const BODY_BYTES = 65_536;
/** Nobody's. */
const ID = '01990000-0000-7000-8000-000000000000';

describe('a refused HTTP call', () => {
  let host: DatabaseHost;
  let app: TestApp;
  let shop: TestShop;
  beforeAll(async () => {
    host = await startDatabaseHost('sqlite');
    app = await TestApp.start(await host.url(), { LIMIT_BODY_BYTES: String(BODY_BYTES) });
    shop = await app.shop();
  });
  afterAll(async () => {
    await app.stop();
    await host.stop();
  });

  const raw = (path: string, body: string, type = 'application/json', token = shop.token): Promise<Response> =>
    fetch(`${app.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type, authorization: `Bearer ${token}` },
    });

  /** Checks the one shape, and hands out the problem. */
  const expectProblem = async (answer: Response, status: number, code: Problem['code']): Promise<Problem> => {
    const text = await answer.text();
    const type = answer.headers.get('content-type')?.split(';', 1)[0];
    expect([answer.status, type]).toEqual([status, 'application/problem+json']);
    const problem = JSON.parse(text) as Problem;
    expect(problem).toMatchObject({ type: `urn:shopbell:problem:${code}`, title: CODES[code].title, status, code });
    expect([typeof problem.detail, typeof problem.retryable]).toEqual(['string', 'boolean']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).not.toMatch(/ {4}at |node_modules|\.ts:|Error:|SQLITE|SELECT /);
    return problem;
  };

  it.each([
    ['GET', '/nowhere'],
    ['GET', '/v1'],
    ['GET', '/v1/nothing'],
    ['GET', '/v1/conversations/'],
    ['DELETE', '/v1/conversations'],
    ['GET', '/console.html'],
    ['GET', '/widget/assets/none.js'],
    ['GET', '/widget/assets/..%2f..%2f..%2fpackage.json'],
    ['GET', '/console/assets/%2e%2e/%2e%2e/%2e%2e/package.json'],
    ['GET', '/widget/'],
    ['POST', '/console'],
    ['GET', '/%00'],
    ['GET', `/long/${'x'.repeat(400)}`],
    ['OPTIONS', '/v1/conversations'],
    ['PUT', '/v1/auth/login'],
  ])('to an address that is none is not_found: %s %s', async (method, path) => {
    await expectProblem(await app.call(method, path), 404, 'not_found');
  });

  it.each(['/%', '/v1/conversations/%E0%A4%A', '/widget/assets/%c0%ae%c0%ae/x', '/v1/%zz'])(
    'to an address that cannot be decoded is invalid: %s',
    async (path) => {
      const answer = await expectRawProblem(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatchObject({ status: 400, code: 'invalid' });
    },
  );

  it.each(['{', '{"email":', '[1,', 'null x', "{'email':1}", '\u0000', ''])(
    'with bad JSON is invalid: %j',
    async (body) => {
      await expectProblem(await raw('/v1/auth/login', body), 400, 'invalid');
    },
  );

  it.each(['null', '[]', '"text"', '1', 'true', '{}', '[{"email":"a@example.com","password":"x"}]'])(
    'with JSON of another shape is invalid: %s',
    async (body) => {
      await expectProblem(await raw('/v1/auth/login', body), 400, 'invalid');
    },
  );

  it.each([
    '{"__proto__":{"email":"a@example.com","password":"long enough"}}',
    '{"constructor":{"prototype":{"x":1}}}',
  ])('that reaches for a prototype is invalid: %s', async (body) => {
    await expectProblem(await raw('/v1/auth/login', body), 400, 'invalid');
    expect('x' in {}).toBe(false);
  });

  it('names the members that are wrong, and repeats none of their values', async () => {
    const answer = await app.call('POST', '/v1/auth/login', { email: 'canary', password: 7, more: 'canary' });
    const problem = await expectProblem(answer, 400, 'invalid');
    expect([...(problem.fields ?? [])].sort()).toEqual(['email', 'more', 'password']);
    expect(JSON.stringify(problem)).not.toContain('canary');
  });

  it.each(['application/xml', 'text/html', 'application/octet-stream', 'nonsense', 'application/jsonx'])(
    'with a body of type %s is unsupported',
    async (type) => {
      await expectProblem(await raw('/v1/auth/login', '{"email":"a@example.com"}', type), 415, 'unsupported');
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
  ])('with a body of type %s, which a form of any page could send, is never read as JSON', async (type) => {
    const body = JSON.stringify({ email: shop.email, password: PASSWORD });
    await expectProblem(await raw('/v1/auth/login', body, type), 400, 'invalid');
  });

  it('with a body over the limit is too_large, by one byte, and one within it is read', async () => {
    const body = (bytes: number): string => JSON.stringify({ email: 'x'.repeat(bytes - 12) });
    expect(body(BODY_BYTES)).toHaveLength(BODY_BYTES);
    await expectProblem(await raw('/v1/auth/login', body(BODY_BYTES)), 400, 'invalid');
    await expectProblem(await raw('/v1/auth/login', body(BODY_BYTES + 1)), 413, 'too_large');
  });

  it('with a body of unknown length over the limit is too_large too', async () => {
    const chunk = 'x'.repeat(20_000);
    const head =
      'POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    const part = `${chunk.length.toString(16)}\r\n${chunk}\r\n`;
    const answer = await expectRawProblem(`${head}${part.repeat(5)}0\r\n\r\n`);
    expect(answer).toMatchObject({ status: 413, code: 'too_large' });
  });

  it('without a token, or with a bad one, is unauthorized', async () => {
    const path = '/v1/conversations';
    for (const token of [undefined, 'nonsense', 'a.b.c', `${shop.token}x`]) {
      await expectProblem(await app.call('GET', path, undefined, token), 401, 'unauthorized');
    }
    for (const authorization of ['', 'Basic abc', 'Bearer', `bearer  ${'x'.repeat(9_000)}`]) {
      await expectProblem(await app.call('GET', path, undefined, undefined, { authorization }), 401, 'unauthorized');
    }
  });

  it('by somebody without the right is forbidden', async () => {
    const { token } = await app.agent(shop.shopId, 'agent');
    const body = { email: 'new@example.com', role: 'agent' };
    await expectProblem(await app.call('POST', `/v1/shops/${shop.shopId}/invitations`, body, token), 403, 'forbidden');
  });

  it('for what is not there, or is no id at all, is not_found', async () => {
    for (const id of [ID, 'nonsense', "'%20OR%201=1", ID.toUpperCase()]) {
      await expectProblem(await app.call('GET', `/v1/conversations/${id}`, undefined, shop.token), 404, 'not_found');
    }
  });

  it('in bad HTTP ends with 400 or 431, not with silence', async () => {
    const answers = [
      await exchange('NONSENSE\r\n\r\n'),
      await exchange('GET / HTTP/9.9\r\n\r\n'),
      await exchange(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`),
    ].map((answer) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]));
    expect(answers).toEqual([400, expect.any(Number), 431]);
    expect(answers[1]).toBeGreaterThanOrEqual(400);
  });

  /** Says bytes that `fetch` would not say, and hears the whole answer. */
  const exchange = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      let answer = '';
      const socket = connect({ host: '127.0.0.1', port: app.port });
      socket.setTimeout(3_000, () => socket.destroy());
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString();
        if (/\r\n\r\n\{.*\}$/s.test(answer)) socket.end();
      });
      socket.on('close', () => resolve(answer));
      socket.write(bytes);
    });

  const expectRawProblem = async (bytes: string): Promise<Problem> => {
    const answer = await exchange(bytes);
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toMatch(/x-content-type-options: nosniff/i);
    return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Problem;
  };
});
