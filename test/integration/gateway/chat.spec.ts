// A shopper and an agent over real sockets, the real server and the real database of each dialect.

import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ChatEvent, ServerFrames, VisitorSession } from '../../../src/protocol/index.js';
import { TestApp, type TestShop } from '../../support/app.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { Probe } from '../../support/probe.js';

const textOf = (event: ChatEvent): string =>
  event.type === 'message' && event.content?.kind === 'text' ? event.content.text : '';

describe.each(DIALECTS)('a conversation over sockets on %s', (dialect) => {
  let host: DatabaseHost;
  let app: TestApp;
  let shop: TestShop;
  const probes: Probe[] = [];

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    app = await TestApp.start(await host.url());
    shop = await app.shop();
  });
  afterAll(async () => {
    for (const probe of probes) probe.cut();
    await app.stop();
    await host.stop();
  });

  async function join(
    token: string,
    hello: Parameters<typeof Probe.welcome>[1] extends infer H ? Partial<H> : never = {},
    options = {},
  ): Promise<Probe> {
    const probe = await Probe.welcome(app.socketUrl, { token, ...hello }, options);
    probes.push(probe);
    return probe;
  }
  const visit = (): Promise<VisitorSession> => app.visitor(shop.shopKey);

  it('brings a first message into a new conversation, acks it and shows it to its sender', async () => {
    const shopper = await join((await visit()).token);
    const id = randomUUID();
    const ack = await shopper.send('hello', undefined, id);
    expect(ack).toMatchObject({ id, seq: 2 });
    const own = await shopper.next('event', (event) => event.id === id);
    expect(own).toMatchObject({
      seq: 2,
      after: 1,
      type: 'message',
      by: { role: 'customer' },
      counts: { customer: 1, shop: 0 },
    });
  });

  it('pushes both ways in order, each event once, to every device', async () => {
    const visitor = await visit();
    const phone = await join(visitor.token);
    const laptop = await join(visitor.token);
    const { conversation } = (await phone.send('one')) as ServerFrames['ack'];
    const agent = await join(shop.token, { watch: { [conversation]: 0 } });
    await agent.next('event', (event) => textOf(event) === 'one');
    await agent.send('two', conversation);
    await phone.send('three', conversation);
    for (const probe of [phone, laptop, agent]) {
      await probe.next('event', (event) => textOf(event) === 'three');
      const seen = probe.of('event').filter((event) => event.conversation === conversation);
      expect(seen.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
      expect(seen.map(textOf)).toEqual(['', 'one', 'two', 'three']);
    }
  });

  it('answers a repeat of an id with the first place, whatever it says now', async () => {
    const shopper = await join((await visit()).token);
    const id = randomUUID();
    const first = await shopper.send('once', undefined, id);
    const second = await Probe.welcome(app.socketUrl, { token: (await visit()).token });
    probes.push(second);
    shopper.frames.length = 0;
    const again = await shopper.send('other words', undefined, id.toUpperCase());
    expect(again).toMatchObject({ conversation: (first as ServerFrames['ack']).conversation, seq: 2, duplicate: true });
  });

  it('keeps the order of pipelined sends', async () => {
    const shopper = await join((await visit()).token);
    const ids = Array.from({ length: 12 }, () => randomUUID());
    ids.forEach((id, index) => {
      shopper.say('send', { id, content: { kind: 'text', text: String(index) } });
    });
    const last = ids.at(-1);
    await shopper.next('event', (event) => event.id === last);
    const texts = shopper
      .of('event')
      .filter((event) => event.type === 'message')
      .map(textOf);
    expect(texts).toEqual(ids.map((_, index) => String(index)));
  });

  it('brings what was missed after the cursor at a return', async () => {
    const visitor = await visit();
    const shopper = await join(visitor.token);
    const { conversation } = (await shopper.send('before')) as ServerFrames['ack'];
    shopper.cut();
    const agent = await join(shop.token, { watch: { [conversation]: 0 } });
    for (const text of ['a', 'b', 'c']) await agent.send(text, conversation);
    const back = await join(visitor.token, { watch: { [conversation]: 2 } });
    await back.next('event', (event) => textOf(event) === 'c');
    expect(back.of('event').map((event) => event.seq)).toEqual([3, 4, 5]);
  });

  it('hides notes from the shopper and joins what it sees without a gap', async () => {
    const shopper = await join((await visit()).token);
    const { conversation } = (await shopper.send('hi')) as ServerFrames['ack'];
    await app.post(
      `/v1/conversations/${conversation}/notes`,
      { content: { kind: 'text', text: 'canary-note' } },
      shop.token,
    );
    const agent = await join(shop.token, { watch: { [conversation]: 0 } });
    await agent.send('answer', conversation);
    const answer = await shopper.next('event', (event) => textOf(event) === 'answer');
    expect(answer).toMatchObject({ seq: 4, after: 2 });
    expect(JSON.stringify(shopper.frames)).not.toContain('canary-note');
    await agent.next('event', (event) => event.type === 'note');
  });

  it('tells how far each side holds and has seen the log', async () => {
    const shopper = await join((await visit()).token);
    const { conversation } = (await shopper.send('read me')) as ServerFrames['ack'];
    const agent = await join(shop.token, { watch: { [conversation]: 0 } });
    await agent.next('event', (event) => textOf(event) === 'read me');
    agent.say('read', { upTo: { [conversation]: 2 } });
    const marks = await shopper.next('marks', (heard) => heard.read.shop === 2);
    expect(marks).toMatchObject({ delivered: { shop: 2 }, readCounts: { shop: 1 } });
  });

  it('clamps a read mark to the end of the log', async () => {
    const shopper = await join((await visit()).token);
    const { conversation } = (await shopper.send('short')) as ServerFrames['ack'];
    shopper.say('read', { upTo: { [conversation]: 999 } });
    const marks = await shopper.next(
      'marks',
      (heard) => heard.conversation === conversation && heard.read.customer > 0,
    );
    expect(marks.read.customer).toBe(2);
  });

  it('brings changed rows to the agents whose list they touch', async () => {
    const agent = await join(shop.token);
    agent.say('inbox', { filter: { status: 'open' } });
    const shopper = await join((await visit()).token);
    const { conversation } = (await shopper.send('new here')) as ServerFrames['ack'];
    const rows = await agent.next('inbox', ({ upserts }) => upserts.some((row) => row.id === conversation));
    expect(rows.upserts.find((row) => row.id === conversation)).toMatchObject({
      unread: 1,
      status: 'open',
      lastMessage: { text: 'new here' },
    });
    await app.call('PATCH', `/v1/conversations/${conversation}`, { status: 'resolved' }, shop.token);
    await agent.next('inbox', ({ removed }) => removed.some((row) => row.id === conversation));
  });

  it('tells of typing to the other side alone', async () => {
    const shopper = await join((await visit()).token);
    const { conversation } = (await shopper.send('x')) as ServerFrames['ack'];
    const agent = await join(shop.token, { watch: { [conversation]: 0 } });
    await agent.next('event', (event) => textOf(event) === 'x');
    agent.say('typing', { conversation, on: true });
    expect(await shopper.next('typing')).toMatchObject({ conversation, on: true, who: { role: 'agent' } });
    expect(agent.of('typing')).toEqual([]);
  });

  it('tells a shopper whether anybody of the shop is there', async () => {
    const quiet = await app.shop('Quiet');
    const shopper = await join((await app.visitor(quiet.shopKey)).token);
    await shopper.next('presence', ({ who, state }) => who === quiet.shopId && state === 'offline');
    const agent = await join(quiet.token);
    await shopper.next('presence', ({ who, state }) => who === quiet.shopId && state === 'online');
    await app.call('PUT', '/v1/agents/me/presence', { state: 'busy' }, quiet.token);
    await shopper.next('presence', ({ who, state }) => who === quiet.shopId && state === 'away');
    agent.cut();
  });

  it('gives pages of the log forward and backward', async () => {
    const shopper = await join((await visit()).token);
    const { conversation } = (await shopper.send('1')) as ServerFrames['ack'];
    for (const text of ['2', '3', '4']) await shopper.send(text, conversation);
    shopper.say('sync', { conversation, after: 1, limit: 2 });
    const forward = await shopper.next('events');
    expect(forward).toMatchObject({ after: 1, last: 5, more: true });
    expect(forward.events.map((event) => event.seq)).toEqual([2, 3]);
    shopper.frames.length = 0;
    shopper.say('sync', { conversation, before: 4, limit: 10 });
    const backward = await shopper.next('events');
    expect(backward.events.map((event) => event.seq)).toEqual([1, 2, 3]);
    expect(backward.more).toBe(false);
  });

  it('resets a cursor beyond the end and goes on from the present end', async () => {
    const visitor = await visit();
    const shopper = await join(visitor.token);
    const { conversation } = (await shopper.send('only')) as ServerFrames['ack'];
    const back = await join(visitor.token, { watch: { [conversation]: 77 } });
    expect(await back.next('reset')).toEqual({ conversation, why: 'cursor' });
    await shopper.send('next', conversation);
    await back.next('event', (event) => event.seq === 3);
  });

  it('resets everything when the cursors are of another life of the log', async () => {
    const visitor = await visit();
    const shopper = await join(visitor.token);
    const { conversation } = (await shopper.send('old')) as ServerFrames['ack'];
    const back = await join(visitor.token, { log: randomUUID(), watch: { [conversation]: 1 } });
    expect(await back.next('reset')).toEqual({ conversation: null, why: 'log' });
    await shopper.send('young', conversation);
    await back.next('event', (event) => textOf(event) === 'young');
    expect(back.of('event').map((event) => event.seq)).toEqual([3]);
  });
});
