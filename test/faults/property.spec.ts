// Random sends, notes, cut networks, reloads and killed servers over the real server: whatever happens, P1–P6 hold.
// A run prints its seed; SEED=<number> repeats it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AgentSession, ChatEvent, ShopRow, VisitorSession } from '../../src/protocol/index.js';
import { DIALECTS, type DatabaseHost, startDatabaseHost } from '../support/databases.js';
import { type FinalEvent, History, judge } from '../support/history.js';
import { Device } from '../support/people.js';
import { SeededRandom } from '../support/random.js';
import { ServerProcess } from '../support/server-process.js';
import { startProxy, type TcpProxy } from '../support/services/tcp-proxy.js';

const STEPS = 220;
const KILLS = 3;
const SHOPPERS = 4;
const DEVICES = 2;
const SETTLE_MS = 60_000;

describe.each(DIALECTS)('promises under random faults on %s', (dialect) => {
  let host: DatabaseHost;
  let server: ServerProcess;
  let proxy: TcpProxy;

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    server = await ServerProcess.start({
      DATABASE_URL: await host.url(),
      TOKEN_SECRETS: 'a secret of tests that is long enough to sign with',
      ALLOW_SIGNUP: 'true',
      LIMIT_VISITORS_PER_MINUTE: '0',
      LIMIT_LOGINS_PER_MINUTE: '0',
      LIMIT_UPGRADES_PER_SECOND: '0',
      LIMIT_HTTP_PER_MINUTE: '0',
    });
    proxy = await startProxy({ target: { host: '127.0.0.1', port: server.port } });
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
    await host.stop();
  });

  async function post<T>(path: string, body: unknown, token?: string): Promise<T> {
    const headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)}`);
    return (await answer.json()) as T;
  }

  it('loses, doubles, reorders and leaks nothing', async () => {
    const random = new SeededRandom();
    console.log(`seed ${String(random.seed)} (${dialect})`);
    const history = new History();
    const email = 'owner@example.com';
    const password = 'correct horse battery';
    await post('/v1/auth/register', { email, password, name: 'Owner', shop: 'Shop' });
    const login = (): Promise<AgentSession> => post<AgentSession>('/v1/auth/login', { email, password });
    const owner = await login();
    const [shop] = owner.agent.shops as [ShopRow];
    const shopAnswer = await fetch(`${server.url}/v1/shops/${shop.id}`, {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    const { shopKey } = (await shopAnswer.json()) as { shopKey: string };
    const url = (): string => `ws://127.0.0.1:${String(proxy.port)}/ws`;

    const shoppers: Device[] = [];
    for (let person = 0; person < SHOPPERS; person++) {
      const { visitorToken } = await post<VisitorSession>('/v1/visitors', { shopKey });
      const token = async (): Promise<string> =>
        (await post<VisitorSession>('/v1/visitors', { shopKey, visitorToken })).token;
      for (let device = 0; device < DEVICES; device++)
        shoppers.push(new Device(`shopper${String(person)}`, 'customer', url, token, history));
    }
    const agents = [0, 1].map(() => new Device('owner', 'agent', url, async () => (await login()).token, history));
    const devices = [...shoppers, ...agents];
    for (const device of devices) device.start();
    shoppers.forEach((device) => {
      device.send(`first of ${device.person}`);
    });
    const conversations = (): string[] => [
      ...new Set(shoppers.flatMap((device) => device.client.conversations().map((state) => state.id))),
    ];
    await expect.poll(() => conversations().length, { timeout: 20_000 }).toBe(SHOPPERS);
    for (const agent of agents) agent.client.watch(conversations());

    const killAt = new Set(Array.from({ length: KILLS }, () => random.whole(20, STEPS - 20)));
    for (let step = 0; step < STEPS; step++) {
      if (killAt.has(step)) {
        await server.kill9();
        await server.run();
      }
      const dice = random.next();
      if (dice < 0.55) {
        const device = random.pick(shoppers);
        device.send(`s${String(step)}`, random.next() < 0.5 ? undefined : device.client.conversations()[0]?.id);
      } else if (dice < 0.8) random.pick(agents).send(`a${String(step)}`, random.pick(conversations()));
      else if (dice < 0.88) {
        const canary = `canary-${String(random.seed)}-${String(step)}`;
        history.canaries.add(canary);
        await post(
          `/v1/conversations/${random.pick(conversations())}/notes`,
          { content: { kind: 'text', text: canary } },
          owner.token,
        ).catch(() => undefined);
      } else if (dice < 0.95) proxy.cutAll();
      else random.pick(devices).reload();
      await new Promise((resolve) => setTimeout(resolve, random.whole(0, 40)));
    }

    await expect
      .poll(() => devices.filter((device) => !device.idle).length, { timeout: SETTLE_MS, interval: 100 })
      .toBe(0);
    const fresh = (await login()).token;
    const logs = new Map<string, FinalEvent[]>();
    for (const id of conversations()) logs.set(id, await readLog(server.url, id, fresh));
    expect(judge(history, logs)).toEqual([]);
    await expect.poll(() => differences(devices, logs), { timeout: SETTLE_MS, interval: 200 }).toEqual([]);
    for (const device of devices) device.client.stop();
  }, 240_000);
});

async function readLog(url: string, conversation: string, token: string): Promise<FinalEvent[]> {
  const log: FinalEvent[] = [];
  for (let more = true; more;) {
    const answer = await fetch(`${url}/v1/conversations/${conversation}/events?after=${String(log.length)}&limit=200`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = (await answer.json()) as { events: ChatEvent[]; more: boolean };
    log.push(...page.events.map(finalEvent));
    ({ more } = page);
  }
  return log;
}

function finalEvent(event: ChatEvent): FinalEvent {
  const content = event.type === 'message' || event.type === 'note' ? event.content : null;
  return {
    seq: event.seq,
    ...(event.id === undefined ? {} : { id: event.id }),
    type: event.type,
    by: event.by,
    text: content?.kind === 'text' ? content.text : '',
    secret: event.type === 'note',
  };
}

/** Each device holds the end of each log that it may see, message for message (P4, P5). */
function differences(devices: readonly Device[], logs: ReadonlyMap<string, readonly FinalEvent[]>): string[] {
  const found: string[] = [];
  for (const device of devices) {
    for (const state of device.client.conversations()) {
      const log = logs.get(state.id) ?? [];
      const wanted = log.filter(
        (event) => (device.role === 'agent' || !event.secret) && ['message', 'note'].includes(event.type),
      );
      const held = state.items.filter((item) => item.kind !== 'system').map((item) => item.seq);
      const from = held[0] ?? 0;
      const expected = wanted.map((event) => event.seq).filter((seq) => seq >= from);
      if (JSON.stringify(held) !== JSON.stringify(expected))
        found.push(`${device.person} ${state.id}: ${String(held.length)} of ${String(expected.length)}`);
    }
  }
  return found;
}
