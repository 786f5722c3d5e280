// Rows of the inbox: merged by version, marks by their own, whatever comes first.

import { describe, expect, it } from 'vitest';
import { Inbox } from './inbox.js';
import { marks, row } from './testing/examples.js';
import { asAgent, online, pass, useFakeTime } from './testing/harness.js';

useFakeTime();

function inbox(filter: Inbox['filter'] = { status: 'open' }): Inbox {
  const made = new Inbox(() => 'agent-1');
  made.begin(filter);
  return made;
}

describe('rows', () => {
  it('never let a stale upsert overwrite a newer one', () => {
    const rows = inbox();
    rows.merge([row('c1', 5, { number: 5 })]);
    expect(rows.merge([row('c1', 4, { number: 4 })])).toBe(false);
    expect(rows.row('c1')?.number).toBe(5);
  });

  it('take newer marks from a stale row, and keep newer marks over a newer row', () => {
    const rows = inbox();
    rows.merge([row('c1', 5)]);
    rows.merge([row('c1', 4, { marks: marks(9, { readCounts: { shop: 3, customer: 0 } }) })]);
    expect(rows.row('c1')).toMatchObject({ version: 5, marks: { version: 9 }, unread: 2 });
    rows.merge([row('c1', 6, { marks: marks(8) })]);
    expect(rows.row('c1')).toMatchObject({ version: 6, marks: { version: 9 }, unread: 3 });
  });

  it('leave by version, and a stale upsert does not bring them back', () => {
    const rows = inbox();
    rows.merge([row('c1', 5), row('c2', 5)]);
    rows.take({
      upserts: [],
      removed: [
        { id: 'c1', version: 6 },
        { id: 'c2', version: 4 },
      ],
    });
    expect(rows.rows().map((one) => one.id)).toEqual(['c2']);
    rows.merge([row('c1', 6)]);
    expect(rows.row('c1')).toBeUndefined();
    rows.merge([row('c1', 7)]);
    expect(rows.row('c1')).toBeDefined();
  });

  it('stand with the latest activity first, in the same array until something changed', () => {
    const rows = inbox();
    rows.merge([row('a', 1, { lastEventAt: '2026-01-01' }), row('b', 1, { lastEventAt: '2026-01-02' })]);
    expect(rows.rows().map((one) => one.id)).toEqual(['b', 'a']);
    expect(rows.rows()).toBe(rows.rows());
  });

  it('that do not fit the filter are of the list before', () => {
    const rows = inbox({ assignee: 'me', status: 'open' });
    rows.merge([
      row('a', 1),
      row('b', 1, { assignee: { id: 'agent-1', name: 'Ann' } }),
      row('c', 1, { status: 'resolved' }),
    ]);
    expect(rows.rows().map((one) => one.id)).toEqual(['b']);
  });

  it('end equal in any order of delivery', () => {
    const news = [1, 2, 3, 4].flatMap((version) => [row('c1', version, { marks: marks(version) }), row('c2', version)]);
    const results = [news, [...news].reverse(), [...news.slice(4), ...news.slice(0, 4)]].map((order) => {
      const rows = inbox();
      for (const one of order) rows.merge([one]);
      return rows.rows();
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});

describe('the subscription', () => {
  it('confirms each row that it brings, at most 200 in a frame and one frame a second', async () => {
    const { server, client } = await online({}, asAgent);
    client.setInbox({});
    server.peer.push('inbox', { upserts: [row('c1', 1, { last: 3 })], removed: [] });
    expect(server.peer.all('received')).toEqual([{ upTo: { c1: 3 } }]);
    client.mergeRows(Array.from({ length: 250 }, (_, index) => row(`d${index}`, 1, { last: 1 })));
    await pass(2_000);
    const sizes = server.peer.all('received').map(({ upTo }) => Object.keys(upTo).length);
    expect(sizes).toEqual([1, 200, 50]);
  });

  it('does not confirm a row that an agent had before', async () => {
    const { server, client } = await online({}, asAgent);
    client.mergeRows([row('c1', 1, { last: 3, marks: marks(2, { delivered: { shop: 3, customer: 0 } }) })]);
    await pass(2_000);
    expect(server.peer.all('received')).toEqual([]);
  });

  it('is sent at once, named in hello later, and ended by null', async () => {
    const { server, client } = await online({}, asAgent);
    client.setInbox({ status: 'open' });
    expect(server.peer.last('inbox')).toEqual({ filter: { status: 'open' } });
    server.peer.push('inbox', { upserts: [row('c1', 1)], removed: [] });
    client.mergeRows([row('c2', 1)]);
    expect(client.inboxRows()).toHaveLength(2);
    server.peer.push('marks', { conversation: 'c1', ...marks(4, { readCounts: { shop: 1, customer: 0 } }) });
    expect(client.inboxRows().find((one) => one.id === 'c1')?.unread).toBe(0);
    server.peer.cut(1006);
    await pass(750);
    expect(server.peer.last('hello').inbox).toEqual({ status: 'open' });
    expect(client.inboxRows()).toHaveLength(2);
    client.setInbox(null);
    expect(client.inboxRows()).toEqual([]);
  });
});
