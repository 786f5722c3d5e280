// Reading logs through a client: pushes, gaps, pages, resets, confirmations, and who watches what.

import { describe, expect, it } from 'vitest';
import type { ChatEvent, ServerFrames } from './protocol.js';
import type { Client } from './types.js';
import type { Peer } from './testing/fake-server.js';
import { agent, event, marks, message, messages, row, shopper, snapshot } from './testing/examples.js';
import { asAgent, online, pass, useFakeTime } from './testing/harness.js';

useFakeTime();

const withC1 = (last: number): Partial<ServerFrames['welcome']> => ({ conversations: [snapshot('c1', last)] });
const page = (events: ChatEvent[], last = events.at(-1)?.seq ?? 0) => ({
  conversation: 'c1',
  after: events[0]?.after ?? 0,
  events,
  last,
  more: false,
});
const seqs = (client: Client) => client.conversation('c1')?.items.map((item) => item.seq);
const push = (peer: Peer, events: ChatEvent[]) => events.forEach((one) => peer.push('event', one));

/** A shopper that holds 1 … `last` of `c1`. */
async function holding(last: number) {
  const made = await online({}, withC1(last));
  made.server.peer.push('events', page(messages(1, last)));
  return made;
}

describe('holding a conversation', () => {
  it('asks for the newest page of a shopper’s own conversation, and tells that older ones exist', async () => {
    const { server, client } = await online({}, withC1(9));
    expect(client.conversation('c1')).toMatchObject({ ready: false, last: 9, unread: 9, status: 'open', items: [] });
    expect(server.peer.all('sync')).toEqual([{ conversation: 'c1', limit: 50 }]);
    server.peer.push('events', page(messages(6, 9)));
    expect(client.conversation('c1')).toMatchObject({ ready: true, cursor: 9, first: 6, hasMore: true, unread: 9 });
  });

  it('joins pushes that come before the page', async () => {
    const { server, client } = await online({}, withC1(9));
    server.peer.push('event', message(10));
    expect(seqs(client)).toEqual([]);
    server.peer.push('events', page(messages(8, 9)));
    expect(seqs(client)).toEqual([8, 9, 10]);
  });

  it('takes a new conversation in from its first event', async () => {
    const { server, client } = await online();
    const changed: string[][] = [];
    client.on('conversations', ({ ids }) => changed.push([...ids]));
    push(server.peer, messages(1, 2));
    expect(seqs(client)).toEqual([1, 2]);
    expect(changed).toEqual([['c1']]);
    expect(server.peer.all('sync')).toEqual([]);
  });

  it('drops repeats', async () => {
    const { server, client } = await holding(3);
    const before = client.conversation('c1');
    push(server.peer, messages(1, 3));
    expect(client.conversation('c1')).toBe(before);
  });

  it('keeps an event beyond a gap, syncs from the cursor, then applies', async () => {
    const { server, client } = await holding(3);
    push(server.peer, [message(6), message(7)]);
    expect(seqs(client)).toEqual([1, 2, 3]);
    expect(server.peer.all('sync').slice(1)).toEqual([{ conversation: 'c1', after: 3, limit: 50 }]);
    server.peer.push('events', page(messages(4, 5)));
    expect(seqs(client)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('goes on to sync while pages do not close the gap', async () => {
    const { server, client } = await holding(1);
    server.peer.push('event', message(9));
    server.peer.push('events', { ...page(messages(2, 4), 9), more: true });
    expect(server.peer.last('sync')).toMatchObject({ after: 4 });
    server.peer.push('events', page(messages(5, 9)));
    expect(client.conversation('c1')?.cursor).toBe(9);
  });

  it('does not ask without end when a page brings nothing', async () => {
    const { server } = await holding(1);
    server.peer.push('event', message(9));
    server.peer.push('events', page([], 1));
    expect(server.peer.all('sync')).toHaveLength(2);
    await pass(2_000);
    expect(server.peer.all('sync')).toHaveLength(3);
  });

  it('bears numbers with gaps that `after` chains', async () => {
    const { server, client } = await holding(1);
    push(server.peer, [message(4, 'a', { after: 1 }), message(9, 'b', { after: 4 })]);
    expect(seqs(client)).toEqual([1, 4, 9]);
    expect(server.peer.all('sync')).toHaveLength(1);
  });

  it('moves the cursor over types that it does not know', async () => {
    const { server, client } = await holding(1);
    push(server.peer, [event(2, { type: 'confetti' }), event(3, { type: 'edit', of: 'x' }), message(4)]);
    expect(client.conversation('c1')?.cursor).toBe(4);
    expect(seqs(client)).toEqual([1, 4]);
  });

  it('asks a sync again that is not answered within 10 s, or refused for now', async () => {
    const { server } = await online({}, withC1(9));
    await pass(10_000);
    expect(server.peer.all('sync')).toHaveLength(2);
    server.peer.push('error', {
      code: 'rate_limited',
      message: '',
      of: 'sync',
      conversation: 'c1',
      retryAfterMs: 1_000,
    });
    await pass(1_000);
    expect(server.peer.all('sync')).toHaveLength(3);
  });

  it('loads history by pages, and knows when there is no more', async () => {
    const { server, client } = await online({}, withC1(9));
    server.peer.push('events', page(messages(8, 9)));
    const loaded = client.loadBefore('c1');
    expect(client.conversation('c1')?.loading).toBe(true);
    expect(server.peer.last('sync')).toEqual({ conversation: 'c1', before: 8, limit: 50 });
    server.peer.push('events', page(messages(1, 7), 9));
    expect(await loaded).toBe(true);
    expect(client.conversation('c1')).toMatchObject({ first: 1, hasMore: false, loading: false, cursor: 9 });
    expect(await client.loadBefore('c1')).toBe(false);
  });

  it('gives history up when the connection breaks', async () => {
    const { server, client } = await online({}, withC1(9));
    server.peer.push('events', page(messages(8, 9)));
    const loaded = client.loadBefore('c1');
    server.peer.cut(1006);
    expect(await loaded).toBe(false);
    expect(client.conversation('c1')?.loading).toBe(false);
  });
});

describe('coming back', () => {
  it('names its cursors in hello and applies what is pushed from there', async () => {
    const { server, client } = await holding(3);
    server.peer.cut(1006);
    server.welcome = { ...server.welcome, ...withC1(5) };
    await pass(750);
    expect(server.peer.last('hello').watch).toEqual({ c1: 3 });
    push(server.peer, messages(4, 5));
    expect(seqs(client)).toEqual([1, 2, 3, 4, 5]);
    expect(server.peer.all('sync')).toEqual([]);
  });

  it('drops what it holds when the log is of another life, and begins anew', async () => {
    const { server, client } = await holding(3);
    const resets: unknown[] = [];
    client.on('reset', (reset) => resets.push(reset));
    server.peer.cut(1006);
    server.welcome = { ...server.welcome, log: 'log-2', conversations: [snapshot('c1', 1)] };
    await pass(750);
    server.peer.push('reset', { conversation: null, why: 'log' });
    expect(resets).toEqual([{ conversation: null, why: 'log' }]);
    expect(client.conversation('c1')).toMatchObject({ ready: false, cursor: 0, last: 1, items: [] });
    server.peer.push('events', page(messages(1, 1)));
    expect(seqs(client)).toEqual([1]);
  });

  it('sees by the welcome alone that the log is of another life', async () => {
    const { server, client } = await holding(3);
    server.peer.cut(1006);
    server.welcome = { ...server.welcome, log: 'log-2', conversations: [] };
    await pass(750);
    expect(client.conversation('c1')).toMatchObject({ ready: false, cursor: 0, last: 0, items: [] });
  });

  it('begins one conversation anew when its cursor lies beyond the end', async () => {
    const { server, client } = await holding(3);
    server.peer.push('reset', { conversation: 'c1', why: 'cursor' });
    expect(client.conversation('c1')).toMatchObject({ ready: false, cursor: 0 });
    expect(server.peer.last('sync')).toEqual({ conversation: 'c1', limit: 50 });
    server.peer.push('events', page(messages(1, 2)));
    expect(seqs(client)).toEqual([1, 2]);
  });
});

describe('confirming', () => {
  it('gathers `received`: at most one a second, at the latest after one', async () => {
    const { server } = await holding(1);
    expect(server.peer.all('received')).toEqual([{ upTo: { c1: 1 } }]);
    push(server.peer, messages(2, 5));
    expect(server.peer.all('received')).toHaveLength(1);
    await pass(999);
    push(server.peer, [message(6)]);
    expect(server.peer.all('received')).toHaveLength(1);
    await pass(1);
    expect(server.peer.all('received').slice(1)).toEqual([{ upTo: { c1: 6 } }]);
    await pass(5_000);
    expect(server.peer.all('received')).toHaveLength(2);
  });

  it('gathers `read`, lowers unread at once, and never goes back or beyond the cursor', async () => {
    const { server, client } = await holding(4);
    client.read('c1', 3);
    expect(server.peer.all('read')).toEqual([{ upTo: { c1: 3 } }]);
    expect(client.conversation('c1')?.unread).toBe(1);
    client.read('c1', 2);
    client.read('c1', 99);
    await pass(1_000);
    expect(server.peer.all('read').slice(1)).toEqual([{ upTo: { c1: 4 } }]);
    expect(client.conversation('c1')?.unread).toBe(0);
    server.peer.push('marks', {
      conversation: 'c1',
      ...marks(2, { read: { shop: 0, customer: 3 }, readCounts: { shop: 0, customer: 3 } }),
    });
    expect(client.conversation('c1')?.unread).toBe(0);
  });

  it('confirms again after a reconnect what the marks do not show', async () => {
    const { server, client } = await holding(4);
    client.read('c1', 4);
    server.peer.cut(1006);
    await pass(1_000);
    expect(server.peer.all('received')).toEqual([{ upTo: { c1: 4 } }]);
    expect(server.peer.all('read')).toEqual([{ upTo: { c1: 4 } }]);
  });
});

describe('an agent', () => {
  it('watches from the end of the newest page, and names it in hello later', async () => {
    const { server, client } = await online({}, asAgent);
    client.watch(['c1']);
    expect(server.peer.all('sync')).toEqual([{ conversation: 'c1', limit: 50 }]);
    expect(server.peer.all('watch')).toEqual([]);
    server.peer.push('events', page(messages(5, 6)));
    expect(server.peer.all('watch')).toEqual([{ conversations: { c1: 6 } }]);
    expect(client.conversation('c1')).toMatchObject({ side: 'shop', cursor: 6 });
    server.peer.cut(1006);
    await pass(750);
    expect(server.peer.last('hello').watch).toEqual({ c1: 6 });
  });

  it('may watch before it is online', async () => {
    const made = await online({}, asAgent);
    made.client.stop();
    made.client.watch(['c1']);
    made.client.start();
    await pass();
    expect(made.server.peer.last('sync')).toEqual({ conversation: 'c1', limit: 50 });
    expect(made.client.conversation('c1')?.side).toBe('shop');
  });

  it('drops what it unwatches, and pushes that come late', async () => {
    const { server, client } = await online({}, asAgent);
    client.watch(['c1']);
    server.peer.push('events', page(messages(5, 6)));
    client.unwatch(['c1']);
    expect(server.peer.all('unwatch')).toEqual([{ conversations: ['c1'] }]);
    server.peer.push('event', message(7));
    expect(client.conversation('c1')).toBeUndefined();
  });

  it('drops a conversation that it may see no more', async () => {
    const { server, client } = await online({}, asAgent);
    client.watch(['c1']);
    server.peer.push('events', page(messages(5, 6)));
    server.peer.push('error', { code: 'not_found', message: '', of: 'watch', conversation: 'c1' });
    expect(client.conversation('c1')).toBeUndefined();
  });

  it('takes status and the like from a row, with what later events changed', async () => {
    const { server, client } = await online({}, asAgent);
    client.watch(['c1']);
    server.peer.push('events', page([message(5), event(6, { type: 'status', from: 'pending', to: 'resolved' })]));
    client.mergeRows([row('c1', 5, { status: 'pending', tags: ['vip'] })]);
    expect(client.conversation('c1')).toMatchObject({ status: 'resolved', tags: ['vip'], number: 7 });
  });
});

describe('signs that do not last', () => {
  it('shows who types until 6 s are over, or the message comes', async () => {
    const { server, client } = await holding(1);
    const on = () => server.peer.push('typing', { conversation: 'c1', who: agent, on: true });
    on();
    expect(client.conversation('c1')?.typing).toEqual([agent]);
    await pass(6_000);
    expect(client.conversation('c1')?.typing).toEqual([]);
    on();
    server.peer.push('event', message(2));
    expect(client.conversation('c1')?.typing).toEqual([]);
    server.peer.push('typing', { conversation: 'c1', who: shopper, on: true });
    expect(client.conversation('c1')?.typing).toEqual([]);
  });

  it('tells own typing at most every 3 s, and its end once', async () => {
    const { server, client } = await holding(1);
    for (let n = 0; n < 10; n++) client.typing('c1', true);
    expect(server.peer.all('typing')).toHaveLength(1);
    await pass(3_000);
    client.typing('c1', true);
    client.typing('c1', false);
    client.typing('c1', false);
    expect(server.peer.all('typing').map((one) => one.on)).toEqual([true, true, false]);
  });

  it('knows presence while it is connected', async () => {
    const { server, client } = await online();
    server.peer.push('presence', { who: 'agent-1', state: 'online' });
    expect(client.presence('agent-1')).toBe('online');
    server.peer.cut(1006);
    expect(client.presence('agent-1')).toBe('unknown');
  });
});
