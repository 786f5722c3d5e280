// The inbox: filters, pages that neither skip nor repeat, the tag of a page, and queries that use an index.

import libsql from 'libsql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { AgentPrincipal, CustomerPrincipal } from '../../../src/common/principal.js';
import { inboxQuery } from '../../../src/conversations/inbox-query.js';
import { MarkStore } from '../../../src/persistence/mark-store.js';
import type { InboxFilter } from '../../../src/protocol/index.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { codeOf, ConversationsApp, uuid } from './conversations-app.js';

describe.each(DIALECTS)('the inbox on %s', (dialect) => {
  let host: DatabaseHost;
  let on: ConversationsApp;
  let shop: string;
  let second: string;
  let agent: AgentPrincipal;
  /** Oldest activity first. */
  let made: string[];

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    on = await ConversationsApp.start(host);
  });
  afterAll(async () => {
    await on.stop();
    await host.stop();
  });
  beforeEach(async () => {
    shop = await on.shop();
    second = await on.shop();
    agent = await on.agent({ [shop]: 'agent', [second]: 'owner' });
    made = [];
    for (let index = 0; index < 6; index++) {
      on.clock.aheadMs += 10;
      made.push((await on.say(on.visitor(index % 2 ? second : shop), `Hi ${index}`)).conversation);
    }
  });

  const at = (index: number): string => made[index] ?? '';
  const ids = async (filter: InboxFilter, who: AgentPrincipal = agent): Promise<string[]> =>
    (await on.inbox.list(who, filter, null, 50)).items.map((row) => row.id);
  const set = (index: number, request: Parameters<typeof on.conversations.change>[2]) =>
    on.conversations.change(agent, at(index), request, { id: uuid() });

  it('shows all shops of an agent, newest activity first, and nothing of other shops', async () => {
    const stranger = on.visitor(await on.shop());
    await on.say(stranger, 'foreign');
    expect(await ids({})).toEqual([...made].reverse());
    await on.say(agent, 'reply', at(0));
    expect((await ids({}))[0]).toBe(at(0));
    expect(await ids({ shop })).toEqual([at(0), at(4), at(2)]);
    expect(await codeOf(on.inbox.list(agent, { shop: stranger.shop }, null))).toBe('not_found');
    expect(await codeOf(on.inbox.list(agent, { shop: uuid() }, null))).toBe('not_found');
    expect(await ids({}, await on.agent({}))).toEqual([]);
  });

  it('is filtered by status, assignee, priority, tag and unread', async () => {
    await set(0, { status: 'pending', assignee: agent.id });
    await set(1, { priority: 'urgent', tags: ['50%_"off"', 'Größe'] });
    on.app.get(MarkStore).raise({ conversationId: at(2), side: 'shop', delivered: 2, read: 2 });
    await on.app.get(MarkStore).flush();
    expect(await ids({ status: 'pending' })).toEqual([at(0)]);
    expect(await ids({ assignee: 'me' })).toEqual([at(0)]);
    expect(await ids({ assignee: agent.id, status: 'open' })).toEqual([]);
    expect(await ids({ assignee: 'none', shop: second })).toEqual([at(1), at(5), at(3)]);
    expect(await ids({ priority: 'urgent' })).toEqual([at(1)]);
    expect(await ids({ tag: '50%_"off"' })).toEqual([at(1)]);
    expect(await ids({ tag: 'Größe', status: 'open' })).toEqual([at(1)]);
    expect(await ids({ tag: '%' })).toEqual([]);
    expect(await ids({ tag: 'größe' })).toEqual([]);
    expect(await ids({ unread: true, shop })).toEqual([at(0), at(4)]);
    for (const row of (await on.inbox.list(agent, { unread: true }, null)).items) {
      expect(on.inbox.matches({ unread: true }, row, agent.id)).toBe(true);
      expect(on.inbox.matches({ assignee: 'me' }, row, agent.id)).toBe(row.id === at(0));
    }
  });

  it('comes in pages that neither skip nor repeat, also where times are equal', async () => {
    const time = on.clock.now();
    await on.database.transaction((manager) =>
      manager.query('UPDATE conversation SET last_event_at = ? WHERE shop_id IN (?, ?)', [time, shop, second]),
    );
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await on.inbox.list(agent, {}, cursor, 2);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((row) => row.id));
      cursor = page.nextCursor;
    } while (cursor !== null && seen.length < 20);
    expect(seen).toEqual([...made].sort().reverse());
  });

  it.each(['', 'x', Buffer.from('1 2').toString('base64url'), 'a'.repeat(300)])(
    'refuses the cursor %j',
    async (cursor) => {
      expect(await codeOf(on.inbox.list(agent, {}, cursor))).toBe('invalid');
    },
  );

  it('is answered with 304 until a row, its marks or a name changes', async () => {
    const token = await on.token(agent);
    const list = (tag?: string) =>
      on.call(
        'GET',
        '/v1/conversations?status=open',
        token,
        tag === undefined ? {} : { headers: { 'if-none-match': tag } },
      );
    const first = await list();
    expect(first.status).toBe(200);
    expect(first.body['items']).toHaveLength(6);
    const tag = String(first.headers['etag']);
    const same = await list(tag);
    expect([same.status, same.text]).toEqual([304, '']);
    on.app.get(MarkStore).raise({ conversationId: at(2), side: 'shop', delivered: 2, read: 2 });
    await on.app.get(MarkStore).flush();
    const read = await list(tag);
    expect(read.status).toBe(200);
    await on.say(agent, 'reply', at(0));
    expect((await list(String(read.headers['etag']))).status).toBe(200);
  });

  it('uses an index for every filter', async () => {
    const filters: InboxFilter[] = [
      {},
      { status: 'open' },
      { assignee: 'me' },
      { assignee: 'none' },
      { priority: 'high' },
      { tag: 'x' },
      { unread: true },
    ];
    for (const filter of filters) {
      const { sql, parameters } = inboxQuery([shop, second], filter, agent.id, { at: Date.now(), id: uuid() }, 51);
      expect(sql.match(/shop_id = \?/g)).toHaveLength(2);
      const plan = await explain(on, sql, parameters);
      for (const step of plan) {
        if (dialect === 'sqlite') expect(String(step['detail'])).not.toMatch(/SCAN (c|m)\b/);
        else if (['c', 'm'].includes(String(step['table']))) expect([filter, step['key']]).not.toEqual([filter, null]);
      }
    }
  });

  it('lists what is assigned to an agent and open', async () => {
    await set(0, { assignee: agent.id });
    await set(1, { assignee: agent.id, status: 'pending' });
    expect((await on.conversations.assignedOpen(agent)).map((row) => row.id)).toEqual([at(0)]);
    const shops = new Map([...agent.shops].filter(([id]) => id !== shop));
    expect(await on.conversations.assignedOpen({ ...agent, shops })).toEqual([]);
  });

  it("shows a shopper its own snapshot, without the shop's secrets", async () => {
    const shopper: CustomerPrincipal = on.visitor(shop);
    const { conversation } = await on.say(shopper, 'Hi');
    await on.messages.note(agent, { id: uuid(), conversation, content: { kind: 'text', text: 'private' } });
    await on.say(agent, 'Hello', conversation);
    const snapshot = await on.conversations.snapshot(shopper, conversation);
    expect(snapshot).toMatchObject({ last: 4, unread: 1, counts: { customer: 1, shop: 1 } });
    for (const secret of ['priority', 'tags', 'customer', 'waitingSince', 'lastMessage'])
      expect(snapshot).not.toHaveProperty(secret);
    expect(await on.conversations.own(shopper)).toEqual([snapshot]);
  });
});

/** How the database would run a query. On a connection of its own: libsql never ends the reading of an EXPLAIN. */
async function explain(on: ConversationsApp, sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
  const { database: path } = on.database.source.options;
  if (on.database.dialect === 'mysql') return on.database.rows(`EXPLAIN ${sql}`, parameters);
  const connection = new libsql(String(path));
  const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as Record<string, unknown>[];
  connection.close();
  return plan;
}
