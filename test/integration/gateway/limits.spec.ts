// Every bound of the wire, passed by one: a stated answer, never silence, and nobody else suffers.

import { randomUUID } from 'node:crypto';

import { afterEach, describe, expect, it } from 'vitest';

import { Database } from '../../../src/persistence/database.js';
import { EventLog } from '../../../src/persistence/log/event-log.js';
import { acked, append, pushed, refused, Stage, textOf } from '../../support/gateway-stage.js';
import type { Probe } from '../../support/probe.js';

const stages: Stage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.stop();
});

async function staged(env: Record<string, string> = {}): Promise<Stage> {
  const stage = await Stage.start('sqlite', env);
  stages.push(stage);
  return stage;
}

describe('sends without an answer', () => {
  it('are taken up to 16; the 17th is refused for now, and taken in its order when it comes again', async () => {
    const stage = await staged();
    const { shopper, conversation } = await stage.talk();
    const answers: Promise<unknown>[] = [];
    let seventeenth: Promise<unknown> = Promise.resolve();
    const ids = Array.from({ length: 18 }, () => randomUUID());
    const send = (index: number): ReturnType<Probe['send']> =>
      shopper.send(`m${String(index)}`, conversation, ids[index]);
    // While this holds the one writing connection of SQLite nothing is committed.
    await stage.app.app.get(Database).exclusively(async () => {
      for (let index = 0; index < 16; index++) answers.push(send(index));
      seventeenth = send(16);
      expect(refused(await send(16))).toMatchObject({ code: 'rate_limited', retryable: true });
      expect(refused(await send(17))).toMatchObject({ retryable: true });
      expect(shopper.of('ack')).toHaveLength(1);
    });
    await Promise.all([...answers, seventeenth]);
    forget(shopper);
    expect(refused(await send(17))).toMatchObject({ code: 'conflict', retryable: true });
    acked(await send(16));
    forget(shopper);
    acked(await send(17));
    await shopper.next('event', (event) => textOf(event) === 'm17');
    expect(pushed(shopper, conversation).slice(2).map(textOf)).toEqual(ids.map((_, index) => `m${String(index)}`));
  });
});

describe('frames', () => {
  it('over the rate are refused with the time to wait; after it they are taken', async () => {
    const stage = await staged({ LIMIT_FRAMES_PER_SECOND: '5', LIMIT_FRAMES_BURST: '10' });
    const { visitor, conversation } = await stage.talk();
    const shopper = await stage.join(visitor.token, {}, { confirms: false });
    const ids = Array.from({ length: 12 }, () => randomUUID());
    const answers = await Promise.all(ids.map((id, index) => shopper.send(`m${String(index)}`, conversation, id)));
    expect(answers.filter((answer) => 'seq' in answer).length).toBeGreaterThanOrEqual(8);
    const last = refused(answers.at(-1) ?? expect.fail());
    expect(last).toMatchObject({ retryable: true });
    expect(last.retryAfterMs).toBeGreaterThan(0);
    shopper.say('typing', { conversation, on: true });
    expect(await shopper.next('error', ({ of }) => of === 'typing')).toMatchObject({ code: 'rate_limited' });
    await expect.poll(() => resent(shopper, ids, conversation), { timeout: 8_000, interval: 250 }).toBe(true);
    await shopper.next('event', (event) => textOf(event) === 'm11');
    const texts = pushed(shopper, conversation).map(textOf);
    expect(texts.filter((text) => text.startsWith('m'))).toEqual(ids.map((_, index) => `m${String(index)}`));
  });

  it('in a flood end the connection with 4013 and say when to come back; others go on, and so does it afterwards', async () => {
    const stage = await staged({ LIMIT_FRAMES_PER_SECOND: '5', LIMIT_FRAMES_BURST: '10' });
    const { shopper, visitor, conversation } = await stage.talk();
    const flood = await stage.join(visitor.token);
    for (let frame = 0; frame < 600; frame++) flood.say('ping', {});
    expect((await flood.close()).code).toBe(4013);
    expect(flood.of('error').at(-1)?.retryAfterMs).toBeGreaterThan(0);
    expect(flood.of('pong').length).toBeLessThan(50);
    acked(await shopper.send('still here', conversation));
    await stage.join(visitor.token, { watch: { [conversation]: 0 } });
  });

  it('hello a second time is one too many, and changes nothing', async () => {
    const stage = await staged();
    const { shopper, conversation } = await stage.talk();
    const other = await stage.talk();
    for (const token of [other.visitor.token, 'nonsense']) shopper.say('hello', { token, device: 'x' });
    await expect.poll(() => shopper.of('error').length).toBe(2);
    expect(shopper.of('error').every(({ code, of }) => code === 'invalid' && of === 'hello')).toBe(true);
    acked(await shopper.send('still me', conversation));
    expect(shopper.of('welcome')).toHaveLength(1);
    expect(pushed(shopper, other.conversation)).toEqual([]);
  });
});

describe('connections of one person', () => {
  it('beyond ten close the oldest with 4009, and the ten go on', async () => {
    const stage = await staged();
    const { visitor, shopper, conversation } = await stage.talk();
    const others: Probe[] = [];
    for (let count = 0; count < 10; count++) others.push(await stage.join(visitor.token));
    expect((await shopper.close()).code).toBe(4009);
    const [first, ...rest] = others;
    acked((await first?.send('to all', conversation)) ?? expect.fail());
    for (const probe of rest) await probe.next('event', (event) => textOf(event) === 'to all');
    const stranger = await stage.talk();
    expect(stranger.shopper.closed).toBeNull();
  });

  it('that bear one device: the newer closes the older with 4009; the same name at another person harms nobody', async () => {
    const stage = await staged();
    const { visitor } = await stage.talk();
    const older = await stage.join(visitor.token, { device: 'tab' });
    const agent = await stage.join(stage.shop.token, { device: 'tab' });
    const newer = await stage.join(visitor.token, { device: 'tab' });
    expect((await older.close()).code).toBe(4009);
    for (const probe of [agent, newer]) {
      probe.say('ping', {});
      await probe.next('pong');
    }
  });
});

describe('watched conversations', () => {
  it('beyond the bound are refused one by one; letting one go makes room', async () => {
    const stage = await staged({ LIMIT_WATCHED: '2' });
    const ids = [];
    for (let count = 0; count < 3; count++) ids.push((await stage.talk()).conversation);
    const [a = '', b = '', c = ''] = ids;
    const agent = await stage.join(stage.shop.token);
    agent.say('watch', { conversations: { [a]: 0, [b]: 0, [c]: 0 } });
    expect(await agent.next('error')).toMatchObject({ code: 'too_large', of: 'watch', conversation: c });
    agent.say('watch', { conversations: { [a]: 0 } });
    agent.say('unwatch', { conversations: [a] });
    agent.say('watch', { conversations: { [c]: 0 } });
    await agent.next('event', (event) => event.conversation === c);
    expect(agent.of('error')).toHaveLength(1);
  });

  it('beyond the bound are refused in hello as well', async () => {
    const stage = await staged({ LIMIT_WATCHED: '2' });
    const watch: Record<string, number> = {};
    for (let count = 0; count < 3; count++) watch[(await stage.talk()).conversation] = 0;
    const agent = await stage.join(stage.shop.token, { watch });
    expect(await agent.next('error')).toMatchObject({ code: 'too_large' });
  });

  it('201 in one frame are invalid; as many as were promised in welcome are not', async () => {
    const many = (count: number): Record<string, number> =>
      Object.fromEntries(Array.from({ length: count }, () => [randomUUID(), 0]));
    const stage = await staged();
    const agent = await stage.join(stage.shop.token);
    agent.say('watch', { conversations: many(201) });
    expect(await agent.next('error')).toMatchObject({ code: 'invalid', of: 'watch' });
    await expect(staged({ LIMIT_WATCHED: '201' })).rejects.toThrow('LIMIT_WATCHED');
    const other = await stage.join(stage.shop.token);
    other.say('watch', { conversations: many(200) });
    await expect.poll(() => other.of('error').length).toBe(200);
    expect(other.of('error').every(({ code }) => code === 'not_found')).toBe(true);
  });
});

describe('a page', () => {
  it('holds 50 events unless asked, never more than its bound, and one at least', async () => {
    const stage = await staged({ LIMIT_PAGE_EVENTS: '70', LIMIT_FRAMES_PER_SECOND: '0' });
    const { shopper, conversation } = await stage.talk();
    await append(
      stage.app.app.get(EventLog),
      stage.shop,
      conversation,
      Array.from({ length: 100 }, (_, index) => String(index)),
    );
    const sizes = [];
    for (const limit of [undefined, 0, 1, 69, 71, 100_000]) {
      forget(shopper);
      shopper.say('sync', { conversation, after: 0, ...(limit === undefined ? {} : { limit }) });
      const { events, more, after, last } = await shopper.next('events');
      expect([more, after, last]).toEqual([true, 0, 102]);
      sizes.push(events.length);
    }
    expect(sizes).toEqual([50, 1, 1, 69, 70, 70]);
  });

  it('holds no more bytes than its bound, and follows without a gap', async () => {
    const bound = 16 * 1024;
    const stage = await staged({ LIMIT_PAGE_BYTES: String(bound) });
    const { shopper, conversation } = await stage.talk();
    await append(
      stage.app.app.get(EventLog),
      stage.shop,
      conversation,
      Array.from({ length: 20 }, () => 'x'.repeat(5_000)),
    );
    let after = 0;
    for (let more = true; more;) {
      forget(shopper);
      shopper.say('sync', { conversation, after });
      const page = await shopper.next('events');
      expect(JSON.stringify(page).length).toBeLessThanOrEqual(bound);
      expect(page.events[0]?.after).toBe(after);
      after = page.events.at(-1)?.seq ?? Infinity;
      ({ more } = page);
    }
    expect(after).toBe(22);
  });

  it('of events that are each larger than its bound holds one', async () => {
    const stage = await staged({ LIMIT_PAGE_BYTES: String(16 * 1024) });
    const { shopper, conversation } = await stage.talk();
    await append(stage.app.app.get(EventLog), stage.shop, conversation, ['汉'.repeat(10_000), 'after']);
    shopper.say('sync', { conversation, after: 2 });
    expect((await shopper.next('events', ({ after }) => after === 2)).events.map(({ seq }) => seq)).toEqual([3]);
  });
});

/** Sends again what was not taken yet, in its order. */
async function resent(probe: Probe, ids: readonly string[], conversation: string): Promise<boolean> {
  const taken = new Set(probe.of('ack').map(({ id }) => id));
  probe.frames.splice(0, probe.frames.length, ...probe.frames.filter(({ event }) => event !== 'reject'));
  const open = ids.filter((id) => !taken.has(id));
  const answers = await Promise.all(open.map((id) => probe.send(`m${String(ids.indexOf(id))}`, conversation, id)));
  return answers.every((answer) => 'seq' in answer);
}

/** Forgets all but events, so that the next answer is the next one heard. */
function forget(probe: Probe): void {
  probe.frames.splice(0, probe.frames.length, ...probe.frames.filter(({ event }) => event === 'event'));
}
