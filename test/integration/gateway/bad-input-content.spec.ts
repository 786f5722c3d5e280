// What a message must not hold, and what it may hold although it looks odd. Refused finally by its id, and nothing is stored.

import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Content, ConversationRow } from '../../../src/protocol/index.js';
import { DIALECTS } from '../../support/databases.js';
import { acked, pushed, Stage, type Talk, textOf } from '../../support/gateway-stage.js';
import type { Probe } from '../../support/probe.js';

const price = { amount: 1999, currency: 'EUR' };
const card = { id: 'p1', title: 'Shoe', price, url: 'https://shop.example/shoe' };
const product = (change: object): object => ({ kind: 'product', fallback: 'Shoe', product: { ...card, ...change } });
const order = (change: object): object => ({
  kind: 'order',
  fallback: 'Order 7',
  order: { id: 'o7', number: '7', status: 'paid', total: price, ...change },
});
const text = (value: unknown): object => ({ kind: 'text', text: value });

const REFUSED: [string, unknown, string][] = [
  ['no object', 'hello', 'invalid'],
  ['nothing', null, 'invalid'],
  ['a list', [], 'invalid'],
  ['no kind', { text: 'x' }, 'invalid'],
  ['a number for a kind', { kind: 1, text: 'x' }, 'invalid'],
  ['a kind that nobody knows', { kind: 'hologram', text: 'x' }, 'unsupported'],
  ['a kind that every object has', { kind: 'constructor', text: 'x' }, 'unsupported'],
  ['the reserved kind form', { kind: 'form', fallback: 'x' }, 'unsupported'],
  ['the reserved kind buttons', { kind: 'buttons', fallback: 'x' }, 'unsupported'],
  ['no text', { kind: 'text' }, 'invalid'],
  ['an empty text', text(''), 'invalid'],
  ['a number for a text', text(5), 'invalid'],
  ['an object for a text', text({ toString: 'x' }), 'invalid'],
  ['a text of 10,001 units', text('x'.repeat(10_001)), 'too_large'],
  ['a text of 5,001 pairs', text('😀'.repeat(5_001)), 'too_large'],
  ['the first half of a pair', text('a\ud83d'), 'invalid'],
  ['the second half of a pair', text('\ude00a'), 'invalid'],
  ['a product without fallback', { kind: 'product', product: card }, 'invalid'],
  ['a product without members', { kind: 'product', fallback: 'x' }, 'invalid'],
  ['a fallback of 501 letters', { ...product({}), fallback: 'x'.repeat(501) }, 'invalid'],
  ['a fallback with half a pair', { ...product({}), fallback: 'x\ud83d' }, 'invalid'],
  ['a javascript: address', product({ url: 'javascript:alert(1)' }), 'invalid'],
  ['a JavaScript: address in other letters', product({ url: ' JavaScript:alert(1)' }), 'invalid'],
  ['a data: address', product({ url: 'data:text/html,x' }), 'invalid'],
  ['an address without s', product({ url: 'http://shop.example/shoe' }), 'invalid'],
  ['an address without scheme', product({ url: '//shop.example/shoe' }), 'invalid'],
  ['an address with a password', product({ url: 'https://a:b@shop.example/' }), 'invalid'],
  ['an address with a tab inside', product({ url: 'https://shop.exa\tmple/' }), 'invalid'],
  ['an address of 2,049 letters', product({ url: `https://shop.example/${'x'.repeat(2_028)}` }), 'invalid'],
  ['a javascript: image', product({ image: 'javascript:alert(1)' }), 'invalid'],
  ['a fraction of a cent', product({ price: { amount: 19.99, currency: 'EUR' } }), 'invalid'],
  ['a negative amount', product({ price: { amount: -1, currency: 'EUR' } }), 'invalid'],
  ['an amount as text', product({ price: { amount: '1999', currency: 'EUR' } }), 'invalid'],
  ['an amount beyond all money', product({ price: { amount: 2 ** 53, currency: 'EUR' } }), 'invalid'],
  ['a currency in small letters', product({ price: { amount: 1, currency: 'eur' } }), 'invalid'],
  ['no price', product({ price: undefined }), 'invalid'],
  ['a number for a title', product({ title: 5 }), 'invalid'],
  ['a title of 301 letters', product({ title: 'x'.repeat(301) }), 'invalid'],
  ['an order with a javascript: address', order({ url: 'javascript:alert(1)' }), 'invalid'],
  [
    'an order of 51 lines',
    order({ items: Array.from({ length: 51 }, () => ({ title: 'x', quantity: 1 })) }),
    'invalid',
  ],
  ['an order of half a thing', order({ items: [{ title: 'x', quantity: 0.5 }] }), 'invalid'],
  ['an order whose lines are no list', order({ items: { 0: { title: 'x', quantity: 1 } } }), 'invalid'],
  ['a file by its path', { kind: 'file', fallback: 'x', file: '../../etc/passwd' }, 'invalid'],
  ['a file that does not exist', { kind: 'file', fallback: 'x', file: randomUUID() }, 'not_found'],
];

/** Texts that are in order, however odd. */
const ODD = [
  ' ',
  '\0',
  'a\0b',
  '\r\n\t\u2028\u2029',
  'null',
  "'; DROP TABLE event; --",
  '<script>alert(1)</script>',
  '\u202Eabc',
  'e\u0301 and é',
  '汉字かな한글',
  '👩‍👩‍👧‍👦🏴‍☠️',
  '\uFFFE\uFFFF\uFEFF',
  '\\u0000\\"',
  '😀'.repeat(5_000),
];

describe.each(DIALECTS)('content on %s', (dialect) => {
  let stage: Stage;
  let talk: Talk;
  let agent: Probe;

  beforeAll(async () => {
    stage = await Stage.start(dialect, { LIMIT_FRAMES_PER_SECOND: '0', LIMIT_UPLOADS_PER_MINUTE: '0' });
    talk = await stage.talk();
    agent = await stage.join(stage.shop.token, { watch: { [talk.conversation]: 0 } });
  });
  afterAll(() => stage.stop());

  async function answerTo(probe: Probe, content: unknown): Promise<object> {
    const id = randomUUID();
    probe.raw(JSON.stringify({ event: 'send', data: { id, conversation: talk.conversation, content } }));
    const mine = (frame: { id: string }): boolean => frame.id === id;
    return Promise.race([probe.next('ack', mine), probe.next('reject', mine)]);
  }
  const stored = async (): Promise<number> => {
    const [row] = await stage.rows<{ n: number | string }>('SELECT COUNT(*) AS n FROM event', []);
    return Number(row?.n);
  };
  async function upload(token: string): Promise<string> {
    const body = new FormData();
    body.set('file', new Blob(['some words']), 'words.txt');
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${stage.app.url}/v1/files?shop=${stage.shop.shopId}`, {
      method: 'POST',
      body,
      headers,
    });
    return ((await answer.json()) as { file: string }).file;
  }

  it.each(REFUSED)('with %s is refused for good', async (_what, content, code) => {
    const before = await stored();
    for (const probe of [talk.shopper, agent]) {
      expect(await answerTo(probe, content)).toMatchObject({ code, retryable: false });
    }
    expect(await stored()).toBe(before);
  });

  it('with a file of somebody else is refused like one that does not exist', async () => {
    const stranger = await stage.app.visitor(stage.shop.shopKey);
    const unknown = await answerTo(talk.shopper, { kind: 'file', fallback: 'f', file: randomUUID() });
    for (const token of [stranger.token, stage.shop.token]) {
      const answer = await answerTo(talk.shopper, { kind: 'file', fallback: 'f', file: await upload(token) });
      expect({ ...answer, id: '' }).toEqual({ ...unknown, id: '' });
    }
    const own = await upload(talk.visitor.token);
    expect(await answerTo(agent, { kind: 'file', fallback: 'f', file: own })).toMatchObject({ code: 'not_found' });
    expect(await answerTo(talk.shopper, { kind: 'file', fallback: 'f', file: own })).toHaveProperty('seq');
  });

  it('keeps known members only, whatever else stands there', async () => {
    const id = randomUUID();
    const content = `{"kind":"text","text":"plain","__proto__":{"admin":true},"constructor":{"x":1},"verified":true,"fallback":"no"}`;
    talk.shopper.raw(
      `{"event":"send","data":{"id":"${id}","conversation":"${talk.conversation}","content":${content},"by":"me","seq":1}}`,
    );
    const event = await agent.next('event', (heard) => heard.id === id);
    expect(event).toMatchObject({ type: 'message', by: { role: 'customer' } });
    expect(Reflect.get(event, 'content')).toEqual({ kind: 'text', text: 'plain' });
  });

  it('cannot be given by its prototype', async () => {
    const forged = `{"kind":"product","fallback":"f","product":{"__proto__":${JSON.stringify(card)}}}`;
    expect(await answerTo(talk.shopper, JSON.parse(forged))).toMatchObject({ code: 'invalid' });
    expect(await answerTo(talk.shopper, JSON.parse('{"__proto__":{"kind":"text","text":"x"}}'))).toMatchObject({
      code: 'invalid',
    });
  });

  it('of a shopper’s card is never verified, of an agent’s it is', async () => {
    for (const [probe, verified] of [
      [talk.shopper, false],
      [agent, true],
    ] as const) {
      const ack = await answerTo(probe, { ...product({}), verified: true });
      const event = await agent.next('event', (heard) => heard.seq === Reflect.get(ack, 'seq'));
      expect(Reflect.get(event, 'content')).toMatchObject({ kind: 'product', verified });
    }
  });

  it('that only looks odd is stored, pushed, read back and listed as it was sent', async () => {
    for (const odd of ODD) {
      const { seq } = acked(await talk.shopper.send(odd, talk.conversation));
      const event = await agent.next('event', (heard) => heard.seq === seq);
      expect(textOf(event)).toBe(odd);
      agent.say('sync', { conversation: talk.conversation, after: seq - 1, limit: 1 });
      const page = await agent.next('events', ({ after }) => after === seq - 1);
      expect(page.events.map(textOf)).toEqual([odd]);
      const answer = await stage.app.call('GET', `/v1/conversations/${talk.conversation}`, undefined, stage.shop.token);
      const { lastMessage } = (await answer.json()) as ConversationRow;
      expect(lastMessage?.text).toBe(odd.slice(0, 200).replaceAll('\0', ' '));
    }
  });

  it('that was refused has harmed nothing: the log goes on without a gap', async () => {
    const good: Content = { kind: 'text', text: 'at the end' };
    const ack = await answerTo(talk.shopper, good);
    await agent.next('event', (heard) => heard.seq === Reflect.get(ack, 'seq'));
    expect(pushed(agent, talk.conversation).map(({ seq }) => seq)).toEqual(
      Array.from({ length: pushed(agent, talk.conversation).length }, (_, index) => index + 1),
    );
  });
});
