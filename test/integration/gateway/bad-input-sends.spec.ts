// Sends with wrong or repeated ids, sends to what is closed, and cursors that cannot be.

import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ServerFrames } from '../../../src/protocol/index.js';
import { DIALECTS } from '../../support/databases.js';
import { acked, gaps, pushed, refused, Stage, textOf } from '../../support/gateway-stage.js';
import type { Probe } from '../../support/probe.js';

const DAY_MS = 24 * 60 * 60_000;

describe.each(DIALECTS)('on %s', (dialect) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.start(dialect, { LIMIT_FRAMES_PER_SECOND: '0' });
  });
  afterAll(() => stage.stop());

  describe('an id', () => {
    it.each(['', 'x', 'x'.repeat(64), '6f9619ff8b864d01b42d00cf4fc964ff', '{6f9619ff-8b86-4d01-b42d-00cf4fc964ff}'])(
      '"%s" is no UUID: refused by it for good, or by an error where it cannot be told back',
      async (id) => {
        const { shopper, conversation } = await stage.talk();
        shopper.say('send', { id, conversation, content: { kind: 'text', text: 'x' } });
        if (id === '') expect(await shopper.next('error')).toMatchObject({ code: 'invalid', of: 'send' });
        else expect(await shopper.next('reject')).toMatchObject({ id, code: 'invalid', retryable: false });
        expect(acked(await shopper.send('the next one', conversation)).seq).toBe(3);
      },
    );

    it('that is no text, or too long to be told back, is answered by an error', async () => {
      const { shopper, conversation } = await stage.talk();
      for (const id of [5, null, {}, ['x'], 'x'.repeat(65), undefined]) {
        const before = shopper.of('error').length;
        shopper.raw(
          JSON.stringify({ event: 'send', data: { id, conversation, content: { kind: 'text', text: 'x' } } }),
        );
        await expect.poll(() => shopper.of('error').length, { interval: 5 }).toBe(before + 1);
      }
      expect(shopper.of('error').every(({ code, of }) => code === 'invalid' && of === 'send')).toBe(true);
      expect(shopper.of('reject')).toEqual([]);
    });

    it('that comes again with other words, from another device or in capitals gets the first one’s ack', async () => {
      const { shopper, visitor, conversation } = await stage.talk();
      const id = randomUUID();
      const first = acked(await shopper.send('first', conversation, id));
      const other = await stage.join(visitor.token);
      expect(await other.send('second', conversation, id)).toEqual({ ...first, duplicate: true });
      const shouted = id.toUpperCase();
      expect(await other.send('third', undefined, shouted)).toEqual({ ...first, id: shouted, duplicate: true });
      await other.send('end', conversation);
      await shopper.next('event', (event) => textOf(event) === 'end');
      expect(pushed(shopper, conversation).map(textOf)).toEqual(['', 'hello', 'first', 'end']);
    });

    it('that is stored is never refused for good, whatever comes with it now', async () => {
      const { shopper, visitor, conversation } = await stage.talk();
      const id = randomUUID();
      const first = acked(await shopper.send('first', conversation, id));
      for (const content of [
        { kind: 'text', text: '' },
        { kind: 'form' },
        { kind: 'file', fallback: 'f', file: randomUUID() },
      ]) {
        const other = await stage.join(visitor.token);
        other.raw(JSON.stringify({ event: 'send', data: { id, conversation, content } }));
        expect(await Promise.race([other.next('ack'), other.next('reject')])).toEqual({ ...first, duplicate: true });
      }
    });

    it('that comes again in another conversation gets the first one’s ack, and nothing is written there', async () => {
      const [one, two] = [await stage.talk(), await stage.talk()];
      const agent = await stage.join(stage.shop.token);
      const id = randomUUID();
      const first = acked(await agent.send('to one', one.conversation, id));
      agent.frames.length = 0;
      expect(await agent.send('to two', two.conversation, id)).toEqual({ ...first, duplicate: true });
      expect(acked(await two.shopper.send('mine', two.conversation)).seq).toBe(3);
    });

    it('that another person used already is one’s own all the same', async () => {
      const [one, two] = [await stage.talk(), await stage.talk()];
      const id = randomUUID();
      acked(await one.shopper.send('a', one.conversation, id));
      expect(acked(await two.shopper.send('b', two.conversation, id))).toMatchObject({
        conversation: two.conversation,
        seq: 3,
      });
    });

    it('sent to two conversations at once is written once, in one of them', async () => {
      const [one, two] = [await stage.talk(), await stage.talk()];
      const agents = [await stage.join(stage.shop.token), await stage.join(stage.shop.token)];
      for (let round = 0; round < 15; round++) {
        const id = randomUUID();
        const answers = await Promise.all(
          agents.map((agent, index) => agent.send('either', [one, two][index]?.conversation, id)),
        );
        const [a, b] = answers.map(acked);
        expect([a?.conversation, a?.seq]).toEqual([b?.conversation, b?.seq]);
        const [row] = await stage.rows<{ n: number | string }>('SELECT COUNT(*) AS n FROM event WHERE client_id = ?', [
          id,
        ]);
        expect(Number(row?.n)).toBe(1);
      }
    });

    it('of the first words, sent by two devices at once, makes one conversation with one message', async () => {
      for (let round = 0; round < 5; round++) {
        const { token } = await stage.app.visitor(stage.shop.shopKey);
        const devices = [await stage.join(token), await stage.join(token), await stage.join(token)];
        const id = randomUUID();
        const answers = (await Promise.all(devices.map((device) => device.send('first', undefined, id)))).map(acked);
        expect(new Set(answers.map(({ conversation, seq }) => `${conversation} ${String(seq)}`)).size).toBe(1);
        expect(answers.filter(({ duplicate }) => duplicate !== true)).toHaveLength(1);
        for (const device of devices) {
          await device.next('event', (event) => event.id === id);
          expect(device.of('event').map(({ seq }) => seq)).toEqual([1, 2]);
        }
      }
    });
  });

  describe('a conversation that was resolved longer ago than the shop reopens', () => {
    async function closed() {
      const talk = await stage.talk();
      const id = randomUUID();
      const old = acked(await talk.shopper.send('old', talk.conversation, id));
      await stage.app.call('PATCH', `/v1/conversations/${talk.conversation}`, { status: 'resolved' }, stage.shop.token);
      await talk.shopper.next('event', (event) => event.type === 'status');
      await stage.sql('UPDATE conversation SET resolved_at = resolved_at - ? WHERE id = ?', [
        8 * DAY_MS,
        talk.conversation,
      ]);
      return { ...talk, id, old };
    }

    it('refuses its customer as closed, for good', async () => {
      const { shopper, conversation } = await closed();
      expect(refused(await shopper.send('again', conversation))).toMatchObject({ code: 'closed', retryable: false });
    });

    it('still answers a repeat with its first place', async () => {
      const { shopper, conversation, id, old } = await closed();
      shopper.frames.length = 0;
      expect(await shopper.send('old', conversation, id)).toEqual({ ...old, duplicate: true });
      shopper.frames.length = 0;
      expect(await shopper.send('old', undefined, id)).toEqual({ ...old, duplicate: true });
    });

    it('makes room for a new one when its customer names none, which is pushed from its beginning', async () => {
      const { shopper, conversation } = await closed();
      const fresh = acked(await shopper.send('anew'));
      expect(fresh.conversation).not.toBe(conversation);
      await shopper.next('event', (event) => textOf(event) === 'anew');
      expect(gaps(shopper, fresh.conversation)).toEqual([]);
    });

    it('is opened again by an agent', async () => {
      const { shopper, conversation } = await closed();
      const agent = await stage.join(stage.shop.token);
      acked(await agent.send('one more thing', conversation));
      await shopper.next('event', (event) => event.type === 'status' && event.to === 'open');
      acked(await shopper.send('yes?', conversation));
    });
  });

  describe('a cursor', () => {
    const bad = [-1, 1.5, '1', null, 2 ** 53, 1e300, [], true];
    const frames: [string, (cursor: unknown, conversation: string) => object][] = [
      ['watch', (cursor, conversation) => ({ conversations: { [conversation]: cursor } })],
      ['received', (cursor, conversation) => ({ upTo: { [conversation]: cursor } })],
      ['read', (cursor, conversation) => ({ upTo: { [conversation]: cursor } })],
      ['sync', (cursor, conversation) => ({ conversation, after: cursor })],
      ['sync', (cursor, conversation) => ({ conversation, before: cursor })],
      ['sync', (cursor, conversation) => ({ conversation, limit: cursor })],
    ];

    it.each(frames)('of %s that is no whole number is invalid, and harms nothing else', async (name, data) => {
      const { conversation } = await stage.talk();
      const agent = await stage.join(stage.shop.token);
      for (const cursor of bad) agent.raw(JSON.stringify({ event: name, data: data(cursor, conversation) }));
      await expect.poll(() => agent.of('error').length).toBe(bad.length);
      expect(agent.of('error').every(({ code, of }) => code === 'invalid' && of === name)).toBe(true);
      await worksStill(agent, conversation);
    });

    it('beyond the end is reset in watch and sync; watching goes on from the present end', async () => {
      const { conversation, shopper } = await stage.talk();
      const agent = await stage.join(stage.shop.token);
      for (const after of [3, Number.MAX_SAFE_INTEGER]) {
        agent.frames.length = 0;
        agent.say('sync', { conversation, after });
        expect(await agent.next('reset')).toEqual({ conversation, why: 'cursor' });
        expect(agent.of('events')).toEqual([]);
      }
      agent.frames.length = 0;
      agent.say('watch', { conversations: { [conversation]: Number.MAX_SAFE_INTEGER } });
      expect(await agent.next('reset')).toEqual({ conversation, why: 'cursor' });
      await shopper.send('next', conversation);
      await agent.next('event', (event) => textOf(event) === 'next');
      expect(pushed(agent, conversation).map(({ seq }) => seq)).toEqual([3]);
    });

    it('of a page before the beginning or far beyond the end gives what there is', async () => {
      const { conversation, shopper } = await stage.talk();
      const pages: ServerFrames['events'][] = [];
      for (const bounds of [{ before: 0 }, { before: 1 }, { before: Number.MAX_SAFE_INTEGER }, { after: 2 }]) {
        shopper.frames.length = 0;
        shopper.say('sync', { conversation, ...bounds });
        pages.push(await shopper.next('events'));
      }
      expect(pages.map(({ events }) => events.map(({ seq }) => seq))).toEqual([[], [], [1, 2], []]);
      expect(pages.map(({ last, more }) => [last, more])).toEqual(Array.from({ length: 4 }, () => [2, false]));
      expect(pages[3]?.after).toBe(2);
    });

    it('of another life of the log counts for nothing, also where it looks right', async () => {
      const { conversation, visitor } = await stage.talk();
      const watch = { [conversation]: 1, [randomUUID()]: 1 };
      for (const token of [visitor.token, stage.shop.token]) {
        const probe = await stage.join(token, { log: randomUUID(), watch });
        expect(await probe.next('reset')).toEqual({ conversation: null, why: 'log' });
        await probe.next('error', ({ code }) => code === 'not_found');
        await probe.send('on it goes', conversation);
        await probe.next('event', (event) => textOf(event) === 'on it goes');
        expect(probe.of('reset')).toHaveLength(1);
        expect(pushed(probe, conversation).some(({ seq }) => seq === 2)).toBe(false);
      }
    });

    it('far beyond the end cannot raise a mark beyond it', async () => {
      const { conversation, shopper } = await stage.talk();
      shopper.say('received', { upTo: { [conversation]: Number.MAX_SAFE_INTEGER } });
      shopper.say('read', { upTo: { [conversation]: Number.MAX_SAFE_INTEGER } });
      const marks = await shopper.next('marks', ({ read }) => read.customer > 0);
      expect([marks.delivered.customer, marks.read.customer]).toEqual([2, 2]);
      shopper.say('read', { upTo: { [conversation]: 1 } });
      await shopper.send('x', conversation);
      const after = await shopper.next('marks', ({ delivered }) => delivered.customer === 3);
      expect(after.read.customer).toBe(2);
    });
  });

  it('an unknown frame, and one with the name of a method, is unsupported and harms nothing else', async () => {
    const { conversation } = await stage.talk();
    const agent = await stage.join(stage.shop.token, { watch: { [conversation]: 0 } });
    for (const event of ['dance', 'constructor', '__proto__', 'handleDisconnect'])
      agent.raw(JSON.stringify({ event, data: {} }));
    await expect.poll(() => agent.of('error').length).toBe(4);
    expect(agent.of('error').every(({ code }) => code === 'unsupported')).toBe(true);
    await worksStill(agent, conversation);
  });

  it('frames of agents do nothing for a shopper, and are not passed over in silence', async () => {
    const { conversation, shopper } = await stage.talk();
    shopper.say('inbox', { filter: null });
    shopper.say('watch', { conversations: { [conversation]: 0 } });
    shopper.say('unwatch', { conversations: [conversation] });
    await worksStill(shopper, conversation);
    expect(shopper.of('error').map(({ code, of }) => [code, of])).toEqual([
      ['forbidden', 'inbox'],
      ['forbidden', 'watch'],
      ['forbidden', 'unwatch'],
    ]);
    await shopper.next('event', (event) => textOf(event) === 'still here');
  });
});

async function worksStill(probe: Probe, conversation: string): Promise<void> {
  acked(await probe.send('still here', conversation));
  expect(probe.closed).toBeNull();
}
