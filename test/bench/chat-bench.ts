// Messages a second that are committed, acked and delivered: 200 pairs with two sends outstanding each, and the latency of
// an ack at 800 messages a second offered. A plain relay without storage runs beside it as the limit.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { Chatter, newTally, type Tally } from './chatter.js';
import { percentile } from './host.js';
import { type BenchDatabase, Installation } from './installation.js';

const PAIRS = 200;
const OUTSTANDING = 2;
const TEXT = 'x'.repeat(120);
const SHOPS = 20;
const WARM_UP_MS = 2_000;
const OFFERED_PER_SECOND = 800;

export interface ChatFigures {
  database: BenchDatabase | 'relay';
  /** Messages a second that were acked and delivered to the other side. */
  perSecond: number;
  ackP50Ms: number;
  ackP99Ms: number;
  offered?: { perSecond: number; ackP50Ms: number; ackP99Ms: number };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The product on a database. */
export async function benchChat(database: BenchDatabase, seconds: number): Promise<ChatFigures> {
  const installation = await Installation.start(database);
  const clients: Chatter[] = [];
  try {
    const url = installation.server.socketUrl;
    const tally = newTally();
    const shops = [];
    for (let number = 0; number < SHOPS; number++) shops.push(await installation.shop(number));
    const talk: (() => void)[] = [];
    const conversations: { clients: Chatter[]; id: string }[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const shop = shops[pair % SHOPS];
      if (!shop) break;
      const shopper = await Chatter.open(
        url,
        { token: await installation.visitorToken(shop.shopKey), device: `s${String(pair)}` },
        TEXT,
        tally,
      );
      clients.push(shopper);
      const id = await shopper.first();
      const agent = await Chatter.open(
        url,
        { token: shop.token, device: `a${String(pair)}`, watch: { [id]: 2 } },
        TEXT,
        tally,
      );
      clients.push(agent);
      conversations.push({ clients: [shopper, agent], id });
      talk.push(() => {
        shopper.talk(id, OUTSTANDING);
        agent.talk(id, OUTSTANDING);
      });
    }
    const closed = await closedLoop(talk, clients, tally, seconds);
    const offered = await openLoop(conversations, tally, seconds);
    return { database, ...closed, offered };
  } finally {
    for (const client of clients) client.close();
    await installation.stop();
  }
}

/** The limit: the same clients and frames over a relay that stores nothing. */
export async function benchRelay(seconds: number): Promise<ChatFigures> {
  const relay = fork(join(import.meta.dirname, 'relay.js'));
  const clients: Chatter[] = [];
  try {
    const [{ port }] = (await once(relay, 'message')) as [{ port: number }];
    const url = `ws://127.0.0.1:${String(port)}/ws`;
    const tally = newTally();
    for (let pair = 0; pair < PAIRS; pair++) {
      for (const side of ['s', 'a'])
        clients.push(await Chatter.open(url, { room: `r${String(pair)}`, device: side }, TEXT, tally));
    }
    const talk = clients.map((client) => () => {
      client.talk(undefined, OUTSTANDING);
    });
    return { database: 'relay', ...(await closedLoop(talk, clients, tally, seconds)) };
  } finally {
    for (const client of clients) client.close();
    relay.kill();
    await once(relay, 'exit');
  }
}

/** As fast as answers come. */
async function closedLoop(
  talk: readonly (() => void)[],
  clients: readonly Chatter[],
  tally: Tally,
  seconds: number,
): Promise<Omit<ChatFigures, 'database'>> {
  for (const start of talk) start();
  await sleep(WARM_UP_MS);
  const before = { acked: tally.acked, delivered: tally.delivered };
  const began = performance.now();
  tally.measuring = true;
  await sleep(seconds * 1_000);
  tally.measuring = false;
  const passed = (performance.now() - began) / 1_000;
  const perSecond = Math.min(tally.acked - before.acked, tally.delivered - before.delivered) / passed;
  for (const client of clients) client.quiet();
  await sleep(1_500);
  if (tally.rejected > 0) process.stderr.write(`${String(tally.rejected)} sends were refused\n`);
  const figures = {
    perSecond: Math.round(perSecond),
    ackP50Ms: percentile(tally.latencies, 0.5),
    ackP99Ms: percentile(tally.latencies, 0.99),
  };
  tally.latencies = [];
  return figures;
}

/** At a steady rate, whatever the answers do. */
async function openLoop(
  conversations: readonly { clients: Chatter[]; id: string }[],
  tally: Tally,
  seconds: number,
): Promise<{ perSecond: number; ackP50Ms: number; ackP99Ms: number }> {
  tally.measuring = true;
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < seconds * 1_000) {
    const due = Math.floor(((performance.now() - began) / 1_000) * OFFERED_PER_SECOND);
    for (; sent < due; sent++) {
      const pair = conversations[sent % conversations.length];
      pair?.clients[sent % 2]?.say(pair.id);
    }
    await sleep(2);
  }
  await sleep(500);
  tally.measuring = false;
  const figures = {
    perSecond: Math.round(sent / seconds),
    ackP50Ms: percentile(tally.latencies, 0.5),
    ackP99Ms: percentile(tally.latencies, 0.99),
  };
  tally.latencies = [];
  return figures;
}
