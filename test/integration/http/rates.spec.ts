// Rates of HTTP: what is left is told with every answer, and what is over is 429 with the time to wait.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Problem } from '../../../src/protocol/index.js';
import { TestApp, type TestShop } from '../../support/app.js';
import { type DatabaseHost, startDatabaseHost } from '../../support/databases.js';

const PER_MINUTE = 20;

describe('the rate of HTTP calls', () => {
  let host: DatabaseHost;
  let app: TestApp;
  let shop: TestShop;
  beforeAll(async () => {
    host = await startDatabaseHost('sqlite');
    app = await TestApp.start(await host.url(), {
      LIMIT_HTTP_PER_MINUTE: String(PER_MINUTE),
      LIMIT_VISITORS_PER_MINUTE: '3',
    });
    shop = await app.shop();
  });
  afterAll(async () => {
    await app.stop();
    await host.stop();
  });

  const get = (token?: string): Promise<Response> => app.call('GET', '/v1/conversations', undefined, token);
  const numbers = ({ status, headers }: Response): unknown[] => [
    status,
    headers.get('ratelimit-limit'),
    Number(headers.get('ratelimit-remaining')),
  ];
  /** Uses up what is left. */
  const exhaust = async (token?: string): Promise<Response> => {
    for (let call = 0; call <= PER_MINUTE + 1; call++) {
      const answer = await get(token);
      if (answer.status === 429) return answer;
      await answer.body?.cancel();
    }
    throw new Error('It was never refused');
  };

  it('is told with each answer, falls one by one, and ends in 429 with the time to wait', async () => {
    expect(numbers(await get(shop.token))).toEqual([200, '20', 19]);
    expect(numbers(await get(shop.token))).toEqual([200, '20', 18]);
    const refused = await exhaust(shop.token);
    expect(numbers(refused)).toEqual([429, '20', 0]);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(Math.ceil(60 / PER_MINUTE));
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await refused.json()) as Problem;
    expect(problem).toMatchObject({ code: 'rate_limited', status: 429, retryable: true });
    expect(Math.ceil((problem.retryAfterMs ?? 0) / 1000)).toBe(wait);
    await new Promise((resolve) => setTimeout(resolve, (problem.retryAfterMs ?? 0) + 50));
    expect((await get(shop.token)).status).toBe(200);
    expect((await get(shop.token)).status).toBe(429);
  });

  it('is each principal’s own', async () => {
    const [tired, fresh] = [await app.agent(shop.shopId), await app.agent(shop.shopId)];
    await exhaust(tired.token);
    expect(numbers(await get(fresh.token))).toEqual([200, '20', 19]);
  });

  it('counts everybody who is nobody by the address, so that guessing tokens is not free, and nobody else by it', async () => {
    const known = await app.agent(shop.shopId);
    const answers: number[] = [];
    for (let guess = 0; guess < PER_MINUTE + 3; guess++) answers.push((await get(`a.guess.${guess}`)).status);
    expect(answers.slice(0, PER_MINUTE).every((status) => status === 401)).toBe(true);
    expect(answers.slice(PER_MINUTE + 1)).toContain(429);
    expect((await get()).status).toBe(429);
    expect((await get(known.token)).status).toBe(200);
  });

  it('is believed of no address that a stranger claims', async () => {
    const statuses: number[] = [];
    for (let call = 0; call < PER_MINUTE + 3; call++) {
      const headers = { 'x-forwarded-for': `198.51.100.${call}`, forwarded: `for=198.51.100.${call}` };
      statuses.push((await app.call('GET', '/v1/conversations', undefined, undefined, headers)).status);
    }
    expect(statuses).toContain(429);
  });

  it('of new visitors of one address has its own limit', async () => {
    const make = (): Promise<Response> => app.call('POST', '/v1/visitors', { shopKey: shop.shopKey });
    const statuses = [await make(), await make(), await make(), await make()].map(({ status }) => status);
    expect([new Set(statuses.slice(0, 3)).size, statuses[0], statuses[3]]).toEqual([1, expect.any(Number), 429]);
    expect(statuses[0]).toBeLessThan(300);
    expect(Number((await make()).headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  it('is counted on no health check', async () => {
    for (let call = 0; call < PER_MINUTE * 2; call++) expect((await app.call('GET', '/health/live')).status).toBe(200);
  });
});
