// The database goes away and comes back: refused at once, or silent. Nothing is lost, doubled or promised falsely.

import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Problem } from '../../../src/protocol/index.js';
import { TestApp, type TestShop } from '../../support/app.js';
import { acked, gaps, pushed, refused, textOf } from '../../support/gateway-stage.js';
import { Probe } from '../../support/probe.js';
import { type MariadbServer, startMariadb } from '../../support/services/mariadb.js';
import { startProxy, type TcpProxy } from '../../support/services/tcp-proxy.js';

/** Every send is answered within 4 s; the machine may be slow. */
const ANSWER_MS = 4_500;
const BACK_MS = 15_000;

/** A way to be away: it goes, and comes back through the same proxy or another one at its port. */
interface Way {
  name: string;
  go: (proxy: TcpProxy) => Promise<void>;
  comeBack: (proxy: TcpProxy) => Promise<void>;
}

const silence = async (proxy: TcpProxy): Promise<void> => {
  proxy.blackhole(true);
};

const WAYS: Way[] = [
  {
    name: 'refuses connections',
    go: async (proxy) => {
      await proxy.refuse(true);
      proxy.cutAll();
    },
    comeBack: (proxy) => proxy.refuse(false),
  },
  {
    name: 'is silent',
    go: silence,
    comeBack: async (proxy) => {
      proxy.blackhole(false);
    },
  },
  {
    name: 'is silent, and back on new connections only',
    go: silence,
    comeBack: async (proxy) => {
      await proxy.refuse(true);
      newer.push(await startProxy({ target: { host: '127.0.0.1', port: server.port }, port: proxy.port }));
    },
  },
];

/** Proxies that took over the port of one whose connections stay silent for ever. */
const newer: TcpProxy[] = [];
let server: MariadbServer;
beforeAll(async () => {
  server = await startMariadb({ durable: false });
});
afterAll(() => server.stop());

describe.each(WAYS)('while the database $name', ({ go, comeBack }) => {
  let proxy: TcpProxy;
  let app: TestApp;
  let shop: TestShop;
  let shopper: Probe;
  let agent: Probe;
  let conversation: string;
  let visitorToken: string;
  const refusedIds: string[] = [];

  beforeAll(async () => {
    proxy = await startProxy({ target: { host: '127.0.0.1', port: server.port } });
    const url = new URL(await server.createDatabase());
    url.port = String(proxy.port);
    app = await TestApp.start(url.href, { LIMIT_FRAMES_PER_SECOND: '0' });
    shop = await app.shop();
    ({ token: visitorToken } = await app.visitor(shop.shopKey));
    shopper = await Probe.welcome(app.socketUrl, { token: visitorToken }, { waitMs: BACK_MS });
    ({ conversation } = acked(await shopper.send('hello')));
    agent = await Probe.welcome(
      app.socketUrl,
      { token: shop.token, watch: { [conversation]: 0 }, inbox: {} },
      { waitMs: BACK_MS },
    );
    await agent.next('event', (event) => textOf(event) === 'hello');
    // Connections that are open and idle in the pool: the first askers get these.
    await Promise.all(Array.from({ length: 12 }, () => app.call('GET', '/v1/conversations', undefined, shop.token)));
    await go(proxy);
  });
  afterAll(async () => {
    for (const probe of [shopper, agent]) probe.cut();
    await app.stop();
    for (const each of [proxy, ...newer.splice(0)]) await each.close();
  });

  it.concurrent('sends are answered in time that nobody knows yet, and those behind them wait for them', async () => {
    const started = performance.now();
    const ids = Array.from({ length: 5 }, () => randomUUID());
    const answers = await Promise.all(ids.map((id, index) => shopper.send(`lost ${String(index)}`, conversation, id)));
    expect(performance.now() - started).toBeLessThan(ANSWER_MS);
    for (const answer of answers.map(refused)) {
      expect(answer.retryable).toBe(true);
      expect(['unavailable', 'conflict']).toContain(answer.code);
      expect(answer.retryAfterMs).toBeGreaterThan(0);
    }
    expect(refused(answers[0] ?? expect.fail()).code).toBe('unavailable');
    refusedIds.push(...ids);
  });

  it.concurrent('a hello is refused in time, with the time to wait and the code to come back', async () => {
    const probe = await Probe.open(app.socketUrl);
    const started = performance.now();
    probe.say('hello', { token: visitorToken, device: randomUUID() });
    expect((await probe.close()).code).toBe(4013);
    expect(performance.now() - started).toBeLessThan(ANSWER_MS);
    const [error] = probe.of('error');
    expect(error).toMatchObject({ code: 'unavailable', of: 'hello' });
    expect(error?.retryAfterMs).toBeGreaterThan(0);
  });

  it.concurrent('HTTP calls are answered in time by a problem that says so', async () => {
    const started = performance.now();
    const calls = [
      app.call('GET', '/v1/conversations', undefined, shop.token),
      app.call('POST', `/v1/conversations/${conversation}/notes`, { content: { kind: 'text', text: 'n' } }, shop.token),
      app.call('POST', '/v1/visitors', { shopKey: shop.shopKey }),
    ];
    for (const answer of await Promise.all(calls)) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect((await answer.json()) as Problem).toMatchObject({ code: 'unavailable', retryable: true });
    }
    expect(performance.now() - started).toBeLessThan(ANSWER_MS);
  });

  it.concurrent('pages are refused in time', async () => {
    const started = performance.now();
    agent.say('sync', { conversation });
    expect(await agent.next('error', ({ of }) => of === 'sync')).toMatchObject({ code: 'unavailable', conversation });
    expect(performance.now() - started).toBeLessThan(ANSWER_MS);
  });

  it.concurrent('sockets stay open and answer', async () => {
    for (const probe of [shopper, agent]) {
      probe.say('ping', {});
      await probe.next('pong');
      expect(probe.closed).toBeNull();
    }
  });

  it('afterwards all goes on without a restart: what was refused is written once, in its order', async () => {
    await comeBack(proxy);
    for (const [index, id] of refusedIds.entries()) await resend(shopper, `lost ${String(index)}`, conversation, id);
    acked(await agent.send('back again', conversation));
    for (const probe of [shopper, agent]) {
      await probe.next('event', (event) => textOf(event) === 'back again');
      expect(gaps(probe, conversation)).toEqual([]);
    }
    const texts = pushed(shopper, conversation).map(textOf);
    expect(texts).toEqual(['', 'hello', ...refusedIds.map((_, index) => `lost ${String(index)}`), 'back again']);
    const page = await (
      await app.call('GET', `/v1/conversations/${conversation}/events?after=0`, undefined, shop.token)
    ).text();
    for (const id of refusedIds) expect(page.split(id)).toHaveLength(2);
  });

  it('afterwards newcomers are welcome, marks move and rows of the inbox come', async () => {
    const probe = await Probe.welcome(app.socketUrl, { token: visitorToken, watch: { [conversation]: 0 } });
    await probe.next('event', (event) => textOf(event) === 'back again');
    agent.say('read', { upTo: { [conversation]: 3 } });
    await shopper.next('marks', ({ read }) => read.shop === 3);
    await agent.next('inbox', ({ upserts }) => upserts.some(({ lastMessage }) => lastMessage?.text === 'back again'));
    probe.cut();
  });
});

/** Sends the same id again until it is acked, as clients do. */
async function resend(probe: Probe, text: string, conversation: string, id: string): Promise<void> {
  await expect
    .poll(
      async () => {
        probe.frames.splice(0, probe.frames.length, ...probe.frames.filter((frame) => frame.event !== 'reject'));
        return 'seq' in (await probe.send(text, conversation, id));
      },
      { timeout: BACK_MS, interval: 200 },
    )
    .toBe(true);
}
