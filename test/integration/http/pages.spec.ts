// The pages that browsers load: their policies, who may frame them, how long they are kept, and that they tell of no shop.

import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Database } from '../../../src/persistence/database.js';
import { Shop } from '../../../src/persistence/entities/index.js';
import { ShopsService } from '../../../src/shops/shops.service.js';
import { TestApp } from '../../support/app.js';
import { type DatabaseHost, startDatabaseHost } from '../../support/databases.js';

const ORIGINS = ['https://shop-a.example', 'https://www.shop-a.example:8443'];
const OTHERS = ['https://shop-b.example'];
const WIDGET_ORIGIN = 'http://widget.localhost:4321';

describe('the pages', () => {
  let host: DatabaseHost;
  let app: TestApp;
  let shop: { shopId: string; shopKey: string };
  let other: { shopId: string; shopKey: string };
  beforeAll(async () => {
    host = await startDatabaseHost('sqlite');
    app = await TestApp.start(await host.url(), { WIDGET_ORIGIN });
    shop = await app.app.get(ShopsService).create({ name: 'Canary Shop A', origins: ORIGINS });
    other = await app.app.get(ShopsService).create({ name: 'Canary Shop B', origins: OTHERS });
  });
  afterAll(async () => {
    await app.stop();
    await host.stop();
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${app.url}${path}`, { headers, redirect: 'manual' });
  const frame = (key: string): Promise<Response> => get(`/widget/frame?shop=${encodeURIComponent(key)}`);
  /** The directives of a content policy by name. */
  const policy = (answer: Response): Record<string, string[]> => {
    const text = answer.headers.get('content-security-policy') ?? '';
    return Object.fromEntries(
      text.split('; ').map((directive) => {
        const [name = '', ...values] = directive.split(' ');
        return [name, values];
      }),
    );
  };
  const ancestors = async (answer: Promise<Response>): Promise<string[] | undefined> =>
    policy(await answer)['frame-ancestors'];

  it.each(['/console', '/console/inbox/deep/link', '/widget/frame', '/widget.js', '/health/live', '/v1/nothing', '/'])(
    'bear the headers of safety, as every answer does: %s',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin-allow-popups');
      // Without https there is nothing to be strict about, and nobody learns what the server is made of.
      expect([headers.get('strict-transport-security'), headers.get('x-powered-by'), headers.get('server')]).toEqual([
        null,
        null,
        null,
      ]);
    },
  );

  it.each(['/console', '/console/', '/console/settings', `/widget/frame?shop=x`])(
    'run only scripts of their own and talk only to their own host: %s',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const rules = policy(answer);
      const socket = path.startsWith('/console') ? app.url.replace('http', 'ws') : WIDGET_ORIGIN.replace('http', 'ws');
      expect(rules).toMatchObject({
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'connect-src': ["'self'", socket],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
      });
      const inline = /<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|javascript:/i;
      expect(await answer.text()).not.toMatch(inline);
    },
  );

  it('of the console may be framed by nobody', async () => {
    expect(await ancestors(get('/console'))).toEqual(["'none'"]);
    expect(await ancestors(get(`/console?shop=${shop.shopKey}`))).toEqual(["'none'"]);
  });

  it('of the widget may be framed by exactly the shop’s own origins', async () => {
    expect(await ancestors(frame(shop.shopKey))).toEqual(ORIGINS);
    expect(await ancestors(frame(other.shopKey))).toEqual(OTHERS);
  });

  it('of the widget may be framed by other origins at once when the shop changes them', async () => {
    const made = await app.app.get(ShopsService).create({ name: 'Moving', origins: ['https://old.example'] });
    expect(await ancestors(frame(made.shopKey))).toEqual(['https://old.example']);
    const move = async (origins: string[]): Promise<void> => {
      await app.app.get(Database).transaction(async (manager) => {
        await manager.getRepository(Shop).update({ id: made.shopId }, { origins });
      });
    };
    await move(['https://new.example']);
    expect(await ancestors(frame(made.shopKey))).toEqual(['https://new.example']);
    await move([]);
    expect(await ancestors(frame(made.shopKey))).toEqual(["'none'"]);
  });

  it.each([
    '',
    'unknown',
    "' OR 1=1 --",
    '*',
    'x'.repeat(5_000),
    'https://evil.example',
    'x; frame-ancestors *',
    'x\r\nx-evil: 1',
  ])('of the widget for no known shop may be framed by nobody (case %#)', async (key) => {
    const answer = await frame(key);
    expect(answer.status).toBe(200);
    expect(policy(answer)['frame-ancestors']).toEqual(["'none'"]);
    expect(answer.headers.get('x-evil')).toBeNull();
  });

  it('of the widget asked for several shops may be framed by nobody', async () => {
    for (const query of [
      `shop=${shop.shopKey}&shop=${other.shopKey}`,
      `shop[]=${shop.shopKey}`,
      `shop[key]=${shop.shopKey}`,
      '',
    ]) {
      expect(await ancestors(get(`/widget/frame?${query}`))).toEqual(["'none'"]);
    }
  });

  it('of the widget are found by the key alone, in its own letters, and never by the shop’s id', async () => {
    for (const key of [shop.shopId, shop.shopKey.toUpperCase(), ` ${shop.shopKey}`, `${shop.shopKey}%`]) {
      if (key !== shop.shopKey) expect(await ancestors(frame(key))).toEqual(["'none'"]);
    }
  });

  it('tell nothing of any shop but who may frame them', async () => {
    const answers = [await frame(shop.shopKey), await frame('unknown'), await get('/console'), await get('/widget.js')];
    const [known, unknown] = [answers[0]?.headers.get('etag'), answers[1]?.headers.get('etag')];
    expect(known).toBe(unknown);
    for (const answer of answers) {
      const all = (await answer.text()) + JSON.stringify([...answer.headers]);
      expect(all).not.toMatch(/Canary|shop-b/);
      expect(all).not.toContain(shop.shopId);
    }
  });

  it('of the loader may be read by every page and are kept for five minutes', async () => {
    const answer = await get('/widget.js', { origin: 'https://anyone.example' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).toBe(await readFile('dist/public/widget.js', 'utf8'));
  });

  it.each(['/console', '/widget/frame?shop=x', '/v1/conversations', '/v1/visitors'])(
    'may be read by no page of another origin: %s',
    async (path) => {
      const answer = await get(path, { origin: 'https://anyone.example' });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it.each(['/widget.js', '/console', '/widget/frame'])(
    'are not sent again while they are the same: %s',
    async (path) => {
      const first = await get(path);
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      const again = await get(path, { 'if-none-match': etag });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
      expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200);
    },
  );

  it.each(['/console', '/widget/frame'])(
    'ask again before each use, and their assets never change: %s',
    async (path) => {
      const page = await get(path);
      expect(page.headers.get('cache-control')).toBe('no-cache');
      const assets = [...(await page.text()).matchAll(/(?:src|href)="(\/(?:console|widget)\/assets\/[^"]+)"/g)].map(
        ([, at]) => at ?? '',
      );
      expect(assets.length).toBeGreaterThan(0);
      for (const asset of assets) {
        const { status, headers } = await get(asset);
        expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
      }
    },
  );

  it('begin at the console', async () => {
    const answer = await get('/');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/console']);
  });

  it('on https are strict about it', async () => {
    const secure = await TestApp.start(await host.url(), { PUBLIC_URL: 'https://chat.example.com', WIDGET_ORIGIN: '' });
    const answer = await fetch(`${secure.url}/console`);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(policy(answer)['connect-src']).toEqual(["'self'", 'wss://chat.example.com']);
    await secure.stop();
  });
});
