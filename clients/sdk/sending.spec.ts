// Own sends: one unanswered send a conversation, resent until answered, shown as what they are, kept over a reload.

import { describe, expect, it } from 'vitest';
import type { ServerFrames } from './protocol.js';
import { deliveryOf } from './delivery.js';
import type { MessageItem } from './conversation-state.js';
import type { Client } from './types.js';
import { AT, event, marks, MemoryStorage, message, shopper, snapshot } from './testing/examples.js';
import { harness, online, pass, useFakeTime } from './testing/harness.js';

useFakeTime();

const text = (words: string) => ({ kind: 'text', text: words }) as const;
const welcome: Partial<ServerFrames['welcome']> = { conversations: [snapshot('c1', 0, { unread: 0 })] };
const pending = (client: Client, id = 'c1') => client.conversation(id)?.pending.map((one) => one.state) ?? [];

/** Online with an empty conversation `c1`. */
async function inC1(options: Parameters<typeof online>[0] = {}) {
  const made = await online(options, welcome);
  made.server.peer.push('events', { conversation: 'c1', after: 0, events: [], last: 0, more: false });
  return made;
}

const own = (seq: number, id: string) => message(seq, 'mine', { by: shopper, id, counts: { customer: seq, shop: 0 } });

describe('the road of one send', () => {
  it('is sending, then sent by its ack, and an item when its event comes', async () => {
    const { server, client } = await inC1();
    const { id } = client.send({ conversation: 'c1', content: text('hello') });
    expect(server.peer.last('send')).toEqual({ id, conversation: 'c1', content: text('hello') });
    expect(pending(client)).toEqual(['sending']);
    server.peer.push('ack', { id, conversation: 'c1', seq: 1, at: AT });
    expect(pending(client)).toEqual(['sent']);
    expect(client.conversation('c1')).toMatchObject({ cursor: 0, items: [] });
    server.peer.push('event', own(1, id));
    expect(pending(client)).toEqual([]);
    expect(client.conversation('c1')).toMatchObject({ cursor: 1, items: [{ seq: 1, id }] });
  });

  it('bears the event before the ack, and ids in capitals', async () => {
    const { server, client } = await inC1();
    const { id } = client.send({ conversation: 'c1', content: text('hello') });
    server.peer.push('event', own(1, id.toUpperCase()));
    expect(pending(client)).toEqual([]);
    server.peer.push('ack', { id: id.toUpperCase(), conversation: 'c1', seq: 1, at: AT });
    expect(pending(client)).toEqual([]);
    expect(client.conversation('c1')?.items).toHaveLength(1);
  });

  it('knows an id again in any case of letters', async () => {
    const { server, client } = await inC1();
    const { id } = client.send({ conversation: 'c1', content: text('hello') });
    server.peer.push('ack', { id: id.toUpperCase(), conversation: 'c1', seq: 1, at: AT });
    expect(pending(client)).toEqual(['sent']);
    server.peer.push('event', own(1, id));
    expect(pending(client)).toEqual([]);
  });

  it('is delivered and read by the marks of the other side', async () => {
    const { server, client } = await inC1();
    server.peer.push('event', own(1, 'x'));
    const delivery = () => {
      const state = client.conversation('c1');
      return state && deliveryOf(state.marks, state.items[0] as MessageItem);
    };
    expect(delivery()).toBe('sent');
    server.peer.push('marks', { conversation: 'c1', ...marks(2, { delivered: { shop: 1, customer: 0 } }) });
    expect(delivery()).toBe('delivered');
    server.peer.push('marks', {
      conversation: 'c1',
      ...marks(3, { delivered: { shop: 1, customer: 0 }, read: { shop: 1, customer: 0 } }),
    });
    expect(delivery()).toBe('read');
    server.peer.push('marks', { conversation: 'c1', ...marks(2) });
    expect(delivery()).toBe('read');
  });

  it('fails by a final reject, and an ack after it overrides that', async () => {
    const { server, client } = await inC1();
    const { id } = client.send({ conversation: 'c1', content: text('hello') });
    server.peer.push('reject', { id, code: 'blocked', message: 'no', retryable: false });
    expect(client.conversation('c1')?.pending).toMatchObject([{ state: 'failed', error: { code: 'blocked' } }]);
    server.peer.push('ack', { id, conversation: 'c1', seq: 1, at: AT });
    expect(pending(client)).toEqual(['sent']);
  });

  it('is sent again with the same id by retry', async () => {
    const { server, client } = await inC1();
    const { id } = client.send({ conversation: 'c1', content: text('hello') });
    server.peer.push('reject', { id, code: 'blocked', message: 'no', retryable: false });
    client.retry(id);
    expect(pending(client)).toEqual(['sending']);
    expect(server.peer.all('send').map((send) => send.id)).toEqual([id, id]);
  });

  it('is resent after retryAfterMs when the reject is retryable, and holds its lane meanwhile', async () => {
    const { server, client } = await inC1();
    const first = client.send({ conversation: 'c1', content: text('1') });
    client.send({ conversation: 'c1', content: text('2') });
    server.peer.push('reject', {
      id: first.id,
      code: 'rate_limited',
      message: '',
      retryable: true,
      retryAfterMs: 3_000,
    });
    await pass(2_999);
    expect(server.peer.all('send')).toHaveLength(1);
    expect(pending(client)).toEqual(['sending', 'sending']);
    await pass(1);
    expect(server.peer.all('send').map((send) => send.id)).toEqual([first.id, first.id]);
  });

  it('is only no more resent by cancel; if the event turns up after all it is shown', async () => {
    const { server, client } = await inC1();
    const { id } = client.send({ conversation: 'c1', content: text('hello') });
    client.cancel(id);
    expect(pending(client)).toEqual([]);
    await pass(9_000);
    expect(server.peer.all('send')).toHaveLength(1);
    server.peer.push('event', own(1, id));
    expect(client.conversation('c1')?.items).toHaveLength(1);
  });

  it('begins a new connection when a cancelled send makes the server refuse the later ones', async () => {
    const { server, client } = await inC1();
    const { id } = client.send({ conversation: 'c1', content: text('1') });
    server.peer.push('reject', { id, code: 'unavailable', message: '', retryable: true, retryAfterMs: 60_000 });
    client.cancel(id);
    const later = client.send({ conversation: 'c1', content: text('2') });
    server.peer.push('reject', { id: later.id, code: 'conflict', message: '', retryable: true });
    await pass(1_000);
    expect(server.peers).toHaveLength(2);
    expect(server.peer.all('send').map((send) => send.id)).toEqual([later.id]);
  });
});

describe('lanes', () => {
  it('keep one unanswered send for each conversation, in order', async () => {
    const { server, client } = await inC1();
    const ids = ['1', '2', '3'].map((words) => client.send({ conversation: 'c1', content: text(words) }).id);
    const other = client.send({ conversation: 'c2', content: text('x') });
    expect(server.peer.all('send').map((send) => send.id)).toEqual([ids[0], other.id]);
    server.peer.push('ack', { id: ids[0] ?? '', conversation: 'c1', seq: 1, at: AT });
    expect(server.peer.last('send').id).toBe(ids[1]);
    expect(pending(client)).toEqual(['sent', 'sending', 'sending']);
  });

  it('of no conversation yet lead into the one that the first ack names', async () => {
    const { server, client } = await online();
    const first = client.send({ content: text('1') });
    client.send({ content: text('2') });
    expect(server.peer.all('send')).toEqual([{ id: first.id, content: text('1') }]);
    expect(client.unplaced()).toHaveLength(2);
    server.peer.push('ack', { id: first.id, conversation: 'c9', seq: 2, at: AT });
    expect(server.peer.last('send')).toMatchObject({ conversation: 'c9', content: text('2') });
    expect(client.unplaced()).toEqual([]);
    expect(pending(client, 'c9')).toEqual(['sent', 'sending']);
    server.peer.push('event', event(1, { type: 'opened', source: 'widget' }, { conversation: 'c9', by: shopper }));
    server.peer.push('event', { ...own(2, first.id), conversation: 'c9' });
    expect(client.conversation('c9')).toMatchObject({ ready: true, cursor: 2, pending: [{ state: 'sending' }] });
  });

  it('of no conversation yet neither overtake nor are overtaken', async () => {
    const { server, client } = await inC1();
    const ids = [
      client.send({ conversation: 'c1', content: text('1') }),
      client.send({ content: text('2') }),
      client.send({ conversation: 'c1', content: text('3') }),
    ].map((sent) => sent.id);
    const sent = () => server.peer.all('send').map((send) => send.id);
    expect(sent()).toEqual(ids.slice(0, 1));
    server.peer.push('ack', { id: ids[0] ?? '', conversation: 'c1', seq: 1, at: AT });
    expect(sent()).toEqual(ids.slice(0, 2));
    server.peer.push('ack', { id: ids[1] ?? '', conversation: 'c1', seq: 2, at: AT });
    expect(sent()).toEqual(ids);
  });

  it('keep within the number of unanswered sends', async () => {
    const { server, client } = await inC1();
    for (let n = 0; n < 20; n++) client.send({ conversation: `x${String(n)}`, content: text('x') });
    expect(server.peer.all('send')).toHaveLength(16);
  });

  it('keep within the rate of frames', async () => {
    const { server, client } = await inC1();
    server.onFrame = (peer, frame) => {
      if (frame.event === 'send') peer.push('ack', { id: frame.data.id, conversation: 'c1', seq: 9, at: AT });
    };
    for (let n = 0; n < 100; n++) client.send({ conversation: 'c1', content: text('x') });
    expect(server.peer.all('send').length).toBeLessThanOrEqual(40);
    await pass(1_000);
    expect(server.peer.all('send').length).toBeLessThanOrEqual(60);
    await pass(5_000);
    expect(server.peer.all('send')).toHaveLength(100);
  });
});

describe('no answer', () => {
  it('resends once after 6 s on the same connection, with the same id', async () => {
    const { server, client } = await inC1();
    const { id } = client.send({ conversation: 'c1', content: text('hello') });
    await pass(5_999);
    expect(server.peer.all('send')).toHaveLength(1);
    await pass(1);
    expect(server.peer.all('send').map((send) => send.id)).toEqual([id, id]);
    server.peer.push('ping', {});
    await pass(9_000);
    expect(server.peer.all('send')).toHaveLength(2);
    expect(server.peers).toHaveLength(1);
  });

  it('reconnects after 10 s without any sign of life and resends all in order', async () => {
    const { server, client } = await inC1();
    const ids = ['1', '2'].map((words) => client.send({ conversation: 'c1', content: text(words) }).id);
    server.dead = true;
    await pass(9_999);
    expect(client.state.name).toBe('online');
    await pass(1);
    expect(client.state).toMatchObject({ name: 'offline', reason: 'silent' });
    server.dead = false;
    server.onFrame = (peer, frame) => {
      if (frame.event === 'send')
        peer.push('ack', { id: frame.data.id, conversation: 'c1', seq: 1, at: AT, duplicate: true });
    };
    await pass(750);
    expect(server.peer.all('send').map((send) => send.id)).toEqual(ids);
  });

  it('tries a new connection when only this answer is missing for 20 s', async () => {
    const { server, client } = await inC1();
    client.send({ conversation: 'c1', content: text('hello') });
    for (let s = 0; s < 20; s += 5) {
      server.peer.push('ping', {});
      await pass(5_000);
    }
    await pass(750);
    expect(server.peers).toHaveLength(2);
  });

  it('1009 fails the frame just sent finally, and the next one goes', async () => {
    const { server, client } = await inC1();
    const big = client.send({ conversation: 'c1', content: text('x'.repeat(9_000)) });
    const next = client.send({ conversation: 'c1', content: text('ok') });
    server.peer.cut(1009);
    await pass(750);
    expect(client.conversation('c1')?.pending).toMatchObject([
      { id: big.id, state: 'failed' },
      { id: next.id, state: 'sending' },
    ]);
    expect(server.peer.all('send').map((send) => send.id)).toEqual([next.id]);
  });

  it('fails a frame over the limit without sending it', async () => {
    const { server, client } = await inC1();
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    const { id } = client.send({ conversation: 'c1', content: text('€'.repeat(30_000)) });
    expect(server.peer.all('send')).toEqual([]);
    expect(errors).toMatchObject([{ of: 'send', code: 'too_large', id }]);
  });
});

describe('the outbox', () => {
  it('takes sends while offline and sends them after the welcome', async () => {
    const { server, client } = harness({}, welcome);
    client.send({ conversation: 'c1', content: text('1') });
    client.start();
    await pass();
    expect(server.peer.frames.map((frame) => frame.event).slice(0, 2)).toEqual(['hello', 'send']);
  });

  it('survives a reload, failed ones too, and is empty after the ack', async () => {
    const storage = new MemoryStorage();
    const before = await inC1({ storage, storageKey: 'me' });
    const a = before.client.send({ conversation: 'c1', content: text('a') });
    const b = before.client.send({ conversation: 'c1', content: text('b'), replyTo: 4 });
    before.server.peer.push('reject', { id: a.id, code: 'blocked', message: '', retryable: false });
    before.client.stop();
    const after = await inC1({ storage, storageKey: 'me' });
    expect(after.client.conversation('c1')?.pending).toMatchObject([
      { id: a.id, state: 'failed' },
      { id: b.id, state: 'sending', replyTo: 4 },
    ]);
    expect(after.server.peer.last('send')).toEqual({ id: b.id, conversation: 'c1', content: text('b'), replyTo: 4 });
    after.server.peer.push('ack', { id: b.id, conversation: 'c1', seq: 1, at: AT });
    after.client.cancel(a.id);
    expect(storage.length).toBe(0);
  });

  it('loses nothing of several tabs, and leaves another principal alone', async () => {
    const storage = new MemoryStorage();
    const one = harness({ storage, storageKey: 'me' }, welcome);
    const two = harness({ storage, storageKey: 'me' }, welcome);
    one.client.send({ conversation: 'c1', content: text('1') });
    await pass(1);
    two.client.send({ conversation: 'c1', content: text('2') });
    harness({ storage, storageKey: 'you' }).client.send({ content: text('3') });
    const next = harness({ storage, storageKey: 'me' }, welcome);
    next.client.start();
    expect(next.client.conversation('c1')?.pending.map((message) => message.content)).toEqual([text('1'), text('2')]);
    next.client.signOut();
    expect(storage.length).toBe(1);
  });

  it('does not resend what another tab has settled', async () => {
    const storage = new MemoryStorage();
    const one = await inC1({ storage, storageKey: 'me' });
    const { id } = one.client.send({ conversation: 'c1', content: text('1') });
    const two = harness({ storage, storageKey: 'me' }, welcome);
    two.server.answersHello = false;
    two.client.start();
    await pass();
    one.server.peer.push('ack', { id, conversation: 'c1', seq: 1, at: AT });
    two.server.peer.welcome();
    expect(two.server.peer.all('send')).toEqual([]);
    expect(pending(two.client)).toEqual([]);
  });

  it.each(['getItem', 'setItem', 'removeItem', 'key', 'length'] as const)(
    'lives in memory when %s throws',
    async (broken) => {
      const storage = new MemoryStorage();
      const deny = () => {
        throw new DOMException('denied', 'QuotaExceededError');
      };
      Object.defineProperty(storage, broken, broken === 'length' ? { get: deny } : { value: deny });
      const { server, client } = await inC1({ storage, storageKey: 'me' });
      const { id } = client.send({ conversation: 'c1', content: text('1') });
      server.peer.push('ack', { id, conversation: 'c1', seq: 1, at: AT });
      expect(pending(client)).toEqual(['sent']);
      client.signOut();
    },
  );

  it('bears rubbish in the storage', async () => {
    const storage = new MemoryStorage();
    for (const [n, value] of ['', '{', 'null', '7', '{"id":1}', '{"id":"x","at":1,"content":null}'].entries())
      storage.setItem(`me:send:${String(n)}`, value);
    const { client, server } = await inC1({ storage, storageKey: 'me' });
    expect(client.state.name).toBe('online');
    expect(server.peer.all('send')).toEqual([]);
  });

  it('is dropped by signOut', async () => {
    const storage = new MemoryStorage();
    const { client } = await inC1({ storage, storageKey: 'me' });
    client.send({ conversation: 'c1', content: text('1') });
    client.signOut();
    expect(storage.length).toBe(0);
    expect(client.state).toEqual({ name: 'stopped', reason: 'signed-out' });
    expect(client.conversations()).toEqual([]);
  });
});
