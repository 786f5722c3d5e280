// A server that ends, in order or not, and comes back: nothing that was sent is lost, doubled or put in another order.

import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AgentSession, VisitorSession } from '../../../src/protocol/index.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { acked, gaps, pushed, textOf } from '../../support/gateway-stage.js';
import { History } from '../../support/history.js';
import { Device } from '../../support/people.js';
import { Probe } from '../../support/probe.js';
import { ServerProcess } from '../../support/server-process.js';
import { startMariadb } from '../../support/services/mariadb.js';
import { startProxy } from '../../support/services/tcp-proxy.js';

const DRAIN_MS = 30_000;
const SETTLE_MS = 30_000;
const OWNER = { email: 'owner@example.com', password: 'correct horse battery' };

describe.each(DIALECTS)('a server on %s', (dialect) => {
  let host: DatabaseHost;
  let server: ServerProcess;
  let shopKey: string;
  let owner: AgentSession;

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    server = await ServerProcess.start({
      DATABASE_URL: await host.url(),
      TOKEN_SECRETS: 'a secret of tests that is long enough to sign with',
      ALLOW_SIGNUP: 'true',
      LIMIT_FRAMES_PER_SECOND: '0',
      LIMIT_LOGINS_PER_MINUTE: '0',
      LIMIT_VISITORS_PER_MINUTE: '0',
    });
    await post('/v1/auth/register', { ...OWNER, name: 'Owner', shop: 'Shop' });
    owner = await post('/v1/auth/login', OWNER);
    const shop = owner.agent.shops[0]?.id ?? '';
    const answer = await fetch(`${server.url}/v1/shops/${shop}`, {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    ({ shopKey } = (await answer.json()) as { shopKey: string });
  });
  afterAll(async () => {
    await server.stop();
    await host.stop();
  });

  async function post<T>(path: string, body: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)}`);
    return (await answer.json()) as T;
  }
  const visit = (visitorToken?: string): Promise<VisitorSession> =>
    post('/v1/visitors', { shopKey, ...(visitorToken === undefined ? {} : { visitorToken }) });

  it('that is asked to end says so, answers what it took, closes with 1012 and exits with 0 in time', async () => {
    const { token } = await visit();
    const shopper = await Probe.welcome(server.socketUrl, { token });
    const { conversation } = acked(await shopper.send('hello'));
    const agent = await Probe.welcome(server.socketUrl, { token: owner.token, watch: { [conversation]: 0 } });
    const idle = await Promise.all(
      Array.from({ length: 8 }, async () => Probe.welcome(server.socketUrl, { token: (await visit()).token })),
    );
    const ids = Array.from({ length: 16 }, () => randomUUID());
    for (const [index, id] of ids.entries()) {
      shopper.say('send', { id, conversation, content: { kind: 'text', text: `m${String(index)}` } });
    }
    // The server has read them when this is answered.
    shopper.say('ping', {});
    await shopper.next('pong');
    const started = performance.now();
    const ended = server.terminate();
    for (const probe of [shopper, agent, ...idle]) {
      expect((await probe.close()).code).toBe(1012);
      expect((await probe.next('drain')).withinMs).toBeLessThanOrEqual(DRAIN_MS);
    }
    expect(await ended).toBe(0);
    expect(performance.now() - started).toBeLessThan(DRAIN_MS);
    expect(new Set([...shopper.of('ack'), ...shopper.of('reject')].map(({ id }) => id))).toEqual(
      new Set([...ids, shopper.of('ack')[0]?.id]),
    );
    expect(server.output).not.toMatch(/"level":"(error|fatal)"/);

    await server.run();
    const back = await Probe.welcome(server.socketUrl, { token, watch: { [conversation]: 0 } });
    for (const [index, id] of ids.entries()) {
      const again = acked(await back.send(`m${String(index)}`, conversation, id));
      const before = shopper.of('ack').find((ack) => ack.id === id);
      if (before) expect(again).toEqual({ ...before, duplicate: true });
    }
    await back.next('event', (event) => textOf(event) === 'm15');
    expect(pushed(back, conversation).map(textOf)).toEqual([
      '',
      'hello',
      ...ids.map((_, index) => `m${String(index)}`),
    ]);
    expect(gaps(back, conversation)).toEqual([]);
    back.cut();
  });

  it('that ends takes no new sockets, and a client that leaves early does not hold it up', async () => {
    const { token } = await visit();
    const probes = [await Probe.welcome(server.socketUrl, { token }), await Probe.welcome(server.socketUrl, { token })];
    for (const probe of probes) probe.socket.once('message', () => probe.socket.close());
    const started = performance.now();
    const ended = server.terminate();
    await expect(
      (async () => {
        for (;;) (await Probe.open(server.socketUrl)).cut();
      })(),
    ).rejects.toThrow(/HTTP 503|ECONNREFUSED|socket hang up|ECONNRESET/);
    expect(await ended).toBe(0);
    expect(performance.now() - started).toBeLessThan(8_000);
    await server.run();
  });

  it('that is killed amid talk and started again goes on with its clients by itself', async () => {
    const history = new History();
    const { visitorToken } = await visit();
    const url = (): string => server.socketUrl;
    const shopper = new Device('shopper', 'customer', url, async () => (await visit(visitorToken)).token, history);
    const second = new Device('shopper', 'customer', url, async () => (await visit(visitorToken)).token, history);
    const agent = new Device(
      'owner',
      'agent',
      url,
      async () => (await post<AgentSession>('/v1/auth/login', OWNER)).token,
      history,
    );
    const all = [shopper, second, agent];
    for (const device of all) device.start();
    shopper.send('first');
    await expect.poll(() => shopper.client.conversations().length, { timeout: SETTLE_MS }).toBe(1);
    const conversation = shopper.client.conversations()[0]?.id ?? '';
    agent.client.watch([conversation]);
    const texts = (device: Device): string[] =>
      (device.client.conversation(conversation)?.items ?? []).flatMap((item) => {
        const content = 'content' in item ? item.content : null;
        return content?.kind === 'text' ? [content.text] : [];
      });
    for (let round = 0; round < 3; round++) {
      for (let count = 0; count < 4; count++) {
        shopper.send(`s${String(round)}.${String(count)}`, conversation);
        agent.send(`a${String(round)}.${String(count)}`, conversation);
      }
      await server.kill9();
      second.send(`between ${String(round)}`);
      await server.run();
    }
    await expect.poll(() => all.filter((device) => !device.idle).length, { timeout: SETTLE_MS }).toBe(0);
    await expect.poll(() => texts(second).length, { timeout: SETTLE_MS }).toBe(1 + 3 * 9);
    for (const device of all) expect(texts(device)).toEqual(texts(second));
    for (const who of ['s', 'a']) {
      const own = texts(second).filter((text) => new RegExp(`^${who}\\d`).test(text));
      expect(own).toEqual([...own].sort());
      expect(new Set(own).size).toBe(12);
    }
    for (const device of all) device.client.stop();
  }, 90_000);
});

describe('a server that is asked to end while its database', () => {
  it.concurrent.each(['is silent', 'refuses connections'])(
    '%s ends in time all the same',
    async (way) => {
      const database = await startMariadb({ durable: false });
      const proxy = await startProxy({ target: { host: '127.0.0.1', port: database.port } });
      const url = new URL(await database.createDatabase());
      url.port = String(proxy.port);
      const server = await ServerProcess.start({ DATABASE_URL: url.href });
      try {
        await fetch(`${server.url}/v1/visitors`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"shopKey":"x"}',
        });
        if (way === 'is silent') proxy.blackhole(true);
        else {
          await proxy.refuse(true);
          proxy.cutAll();
        }
        const started = performance.now();
        const ended = await Promise.race([
          server.terminate(),
          new Promise((resolve) => setTimeout(resolve, DRAIN_MS, 'too late')),
        ]);
        expect([ended, performance.now() - started < DRAIN_MS]).toEqual([0, true]);
      } finally {
        await server.stop();
        await proxy.close();
        await database.stop();
      }
    },
    60_000,
  );
});
