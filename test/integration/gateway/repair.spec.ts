// What got lost between nodes is found by the comparison within 10 s.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { EventLog } from '../../../src/persistence/log/event-log.js';
import { MarkStore } from '../../../src/persistence/mark-store.js';
import { DIALECTS } from '../../support/databases.js';
import { Probe } from '../../support/probe.js';
import { acked, append, gaps, pushed, Stage, textOf } from '../../support/gateway-stage.js';

/** P4: after a lost push within 10 s. */
const REPAIR = { waitMs: 10_000 };

// The tests of a dialect run at once: each waits for the same comparison.
describe.each(DIALECTS)('what nobody told this node on %s', (dialect) => {
  let stage: Stage;
  let log: EventLog;
  let marks: MarkStore;

  beforeAll(async () => {
    stage = await Stage.start(dialect, { LIMIT_FRAMES_PER_SECOND: '0' });
    // A log and marks whose commits are announced to nobody.
    const elsewhere = await stage.host.open(stage.url);
    log = new EventLog(elsewhere);
    marks = new MarkStore(elsewhere);
  });
  afterAll(async () => {
    await log.close();
    await stage.stop();
  });

  it.concurrent('events arrive within 10 s at everyone who watches, in order and once', async () => {
    const { shopper, visitor, conversation } = await stage.talk(REPAIR);
    const second = await stage.join(visitor.token, {}, REPAIR);
    const agent = await stage.join(stage.shop.token, { watch: { [conversation]: 0 } }, REPAIR);
    await append(log, stage.shop, conversation, ['lost 1', 'lost 2', 'lost 3']);
    for (const probe of [shopper, second, agent]) {
      await probe.next('event', (event) => textOf(event) === 'lost 3');
    }
    await shopper.send('later', conversation);
    for (const [probe, cursor] of [
      [shopper, 0],
      [second, 2],
      [agent, 0],
    ] as const) {
      await probe.next('event', (event) => textOf(event) === 'later');
      expect(gaps(probe, conversation, cursor)).toEqual([]);
    }
  });

  it.concurrent('an event of which only the next one is told comes with it, before it, at once', async () => {
    const { shopper, conversation } = await stage.talk();
    const agent = await stage.join(stage.shop.token);
    await append(log, stage.shop, conversation, ['lost']);
    await agent.send('told', conversation);
    await shopper.next('event', (event) => textOf(event) === 'told');
    expect(pushed(shopper, conversation).map(textOf)).toEqual(['', 'hello', 'lost', 'told']);
  });

  it.concurrent('marks arrive within 10 s', async () => {
    const { shopper, conversation } = await stage.talk(REPAIR);
    marks.raise({ conversationId: conversation, side: 'shop', delivered: 2, read: 2 });
    await marks.flush();
    expect(await shopper.next('marks', ({ read }) => read.shop === 2)).toMatchObject({
      conversation,
      delivered: { shop: 2 },
    });
  });

  it.concurrent('changed rows of the inbox arrive within 10 s, events and marks alike', async () => {
    const { conversation } = await stage.talk();
    const other = await stage.talk();
    const agent = await stage.join(stage.shop.token, { inbox: { status: 'open' } }, REPAIR);
    await append(log, stage.shop, conversation, ['lost']);
    marks.raise({ conversationId: other.conversation, side: 'shop', delivered: 2, read: 2 });
    await marks.flush();
    await agent.next('inbox', ({ upserts }) => upserts.some(({ id, last }) => id === conversation && last === 3));
    await agent.next('inbox', ({ upserts }) =>
      upserts.some(({ id, unread }) => id === other.conversation && unread === 0),
    );
  });

  it.concurrent('a row that left the list is taken from it within 10 s', async () => {
    const { conversation } = await stage.talk();
    const agent = await stage.join(stage.shop.token, { inbox: { status: 'open' } }, REPAIR);
    await stage.sql("UPDATE conversation SET status = 'pending', version = version + 1, changed_at = ? WHERE id = ?", [
      Date.now(),
      conversation,
    ]);
    await agent.next('inbox', ({ removed }) => removed.some(({ id }) => id === conversation));
  });
});

describe('what another node did, whose every hint is lost', () => {
  let stage: Stage;
  let node: Awaited<ReturnType<Stage['node']>>;

  beforeAll(async () => {
    stage = await Stage.start('mysql', { LIMIT_FRAMES_PER_SECOND: '0' });
    node = await stage.node({ LIMIT_FRAMES_PER_SECOND: '0' });
  });
  afterAll(() => stage.stop());

  it.concurrent('a new conversation reaches its shopper who is connected here, from its beginning', async () => {
    const visitor = await stage.app.visitor(stage.shop.shopKey);
    const here = await stage.join(visitor.token, {}, REPAIR);
    const there = stage.keep(await Probe.welcome(node.socketUrl, { token: visitor.token }));
    const { conversation } = acked(await there.send('begun elsewhere'));
    await here.next('event', (event) => textOf(event) === 'begun elsewhere');
    expect(pushed(here, conversation).map(({ seq }) => seq)).toEqual([1, 2]);
    acked(await here.send('gone on here', conversation));
    await here.next('event', (event) => textOf(event) === 'gone on here');
    await there.next('event', (event) => textOf(event) === 'begun elsewhere');
    expect(gaps(here, conversation)).toEqual([]);
  });

  it.concurrent('a new conversation reaches the list of an agent who is connected here', async () => {
    const agent = await stage.join(stage.shop.token, { inbox: {} }, REPAIR);
    const visitor = await stage.app.visitor(stage.shop.shopKey);
    const there = stage.keep(await Probe.welcome(node.socketUrl, { token: visitor.token }));
    const { conversation } = acked(await there.send('new'));
    await agent.next('inbox', ({ upserts }) => upserts.some(({ id }) => id === conversation));
  });

  it.concurrent('two people on two nodes talk in turns and see the same', async ({ expect }) => {
    const { shopper, conversation } = await stage.talk(REPAIR);
    const agent = stage.keep(
      await Probe.welcome(node.socketUrl, { token: stage.shop.token, watch: { [conversation]: 0 } }, REPAIR),
    );
    await agent.next('event', (event) => textOf(event) === 'hello');
    const words = Array.from({ length: 20 }, (_, index) => `w${String(index)}`);
    await Promise.all(words.map((word, index) => (index % 2 === 0 ? shopper : agent).send(word, conversation)));
    for (const probe of [shopper, agent]) {
      await expect.poll(() => pushed(probe, conversation).length, { timeout: 10_000 }).toBe(22);
      expect(gaps(probe, conversation)).toEqual([]);
    }
    expect(pushed(shopper, conversation).map(textOf)).toEqual(pushed(agent, conversation).map(textOf));
  });
});
