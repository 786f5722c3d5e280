// Marks: they only grow, never pass what their audience sees, and survive a database that is away.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { newId } from '../../../src/common/ids.js';
import { Clock } from '../../../src/common/clock.js';
import { createSources } from '../../../src/persistence/data-source.js';
import { Database } from '../../../src/persistence/database.js';
import { Mark } from '../../../src/persistence/entities/index.js';
import type { EventLog } from '../../../src/persistence/log/event-log.js';
import { marksFor, MarkStore } from '../../../src/persistence/mark-store.js';
import type { Audience } from '../../../src/protocol/index.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { startProxy } from '../../support/services/tcp-proxy.js';
import { conversations, nodeOn, words } from './log-kit.js';

describe.each(DIALECTS)('marks on %s', (dialect) => {
  let host: DatabaseHost;
  let url: string;
  let database: Database;
  let log: EventLog;
  let store: MarkStore;
  let id: string;
  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    url = await host.url();
    database = await host.open(url);
    log = nodeOn(database);
  });
  afterAll(async () => {
    await log.close();
    await host.stop();
  });
  beforeEach(async () => {
    store = new MarkStore(database);
    [id = ''] = await conversations(log, 1);
  });

  const say = (text: string, on = id): Promise<unknown> => log.append(words(on, text));
  const ask = (text: string): Promise<unknown> =>
    log.append(words(id, text, { sender: { key: 'c:shopper', role: 'customer', name: 'Bo' } }));
  const note = (text: string): Promise<unknown> => {
    const body = { content: { kind: 'text', text } };
    return log.append(words(id, text, { decide: () => ({ events: [{ type: 'note', audience: 'agents', body }] }) }));
  };
  const mark = async (on = id): Promise<Mark> => (await store.of([on])).get(on) ?? new Mark();
  const raise = async (side: 'shop' | 'customer', delivered: number, read = 0): Promise<Mark> => {
    store.raise({ conversationId: id, side, delivered, read });
    await store.flush();
    return mark();
  };

  it('stand at nothing before anybody confirmed anything', async () => {
    expect(marksFor(await mark(), 'agents')).toEqual({
      version: 0,
      delivered: { shop: 0, customer: 0 },
      read: { shop: 0, customer: 0 },
      readCounts: { shop: 0, customer: 0 },
    });
    expect(marksFor(undefined, 'all')).toEqual(marksFor(await mark(), 'all'));
  });

  it('grow, one version for each growth, and never go back', async () => {
    for (const text of ['a', 'b', 'c']) await say(text);
    expect(await raise('customer', 3)).toMatchObject({ deliveredCustomer: 3, readCustomer: 0, version: 1 });
    expect(await raise('customer', 2)).toMatchObject({ deliveredCustomer: 3, version: 1 });
    expect(await raise('customer', 0)).toMatchObject({ deliveredCustomer: 3, version: 1 });
    expect(await raise('customer', 4)).toMatchObject({ deliveredCustomer: 4, version: 2 });
    expect(await raise('shop', 1)).toMatchObject({ deliveredCustomer: 4, deliveredShop: 1, version: 3 });
  });

  it('count what is read as delivered', async () => {
    await say('a');
    expect(await raise('shop', 0, 2)).toMatchObject({ deliveredShop: 2, readShop: 2, deliveredShopPublic: 2 });
    expect(await raise('customer', 1, 2)).toMatchObject({ deliveredCustomer: 2, readCustomer: 2 });
  });

  it('end at the end of the log, also for what comes later', async () => {
    await say('a');
    expect(await raise('shop', 1_000_000, 999_999)).toMatchObject({ deliveredShop: 2, readShop: 2 });
    expect(await raise('customer', 2 ** 31, 2 ** 40)).toMatchObject({ deliveredCustomer: 2, readCustomer: 2 });
    await say('b');
    expect(await mark()).toMatchObject({ deliveredShop: 2, readShop: 2, deliveredCustomer: 2, readCustomer: 2 });
  });

  it('tell the customer nothing of private notes', async () => {
    await say('public, 2');
    await note('private, 3');
    await note('private, 4');
    const seen = await raise('shop', 4, 3);
    expect(seen).toMatchObject({ deliveredShop: 4, deliveredShopPublic: 2, readShop: 3, readShopPublic: 2 });
    expect(marksFor(seen, 'agents')).toMatchObject({ delivered: { shop: 4 }, read: { shop: 3 } });
    expect(marksFor(seen, 'all')).toMatchObject({ delivered: { shop: 2 }, read: { shop: 2 } });
    expect(await raise('customer', 4, 4)).toMatchObject({ deliveredCustomer: 2, readCustomer: 2 });
    await say('public, 5');
    expect(await raise('customer', 5)).toMatchObject({ deliveredCustomer: 5, readCustomer: 2 });
  });

  it('carry the numbers from which unread follows', async () => {
    await ask('2');
    await ask('3');
    await note('4');
    await say('5');
    await ask('6');
    const unread = async (side: 'shop' | 'customer'): Promise<number> => {
      const sql = 'SELECT customer_count AS customer, shop_count AS shop FROM conversation WHERE id = ?';
      const [head] = await database.rows<{ customer: number; shop: number }>(sql, [id]);
      const { readCounts } = marksFor(await mark(), 'agents');
      return side === 'shop' ? Number(head?.customer) - readCounts.shop : Number(head?.shop) - readCounts.customer;
    };
    expect([await unread('shop'), await unread('customer')]).toEqual([3, 1]);
    await raise('shop', 6, 2);
    expect([await unread('shop'), await unread('customer')]).toEqual([2, 1]);
    await raise('shop', 6, 4);
    await raise('customer', 6, 5);
    expect([await unread('shop'), await unread('customer')]).toEqual([1, 0]);
    await raise('shop', 6, 6);
    await say('7');
    expect([await unread('shop'), await unread('customer')]).toEqual([0, 1]);
  });

  it('tell listeners of what has grown, after the commit, and of nothing else', async () => {
    const told: number[] = [];
    const off = store.onChanged((changed) => told.push(...changed.map(({ version }) => version)));
    await raise('shop', 1);
    await raise('shop', 1);
    expect(told).toEqual([1]);
    off();
    await raise('shop', 1, 1);
    expect(told).toEqual([1]);
  });

  it('gather: many raises of a moment make one growth to the highest', async () => {
    for (let index = 0; index < 20; index++) await say(`${index}`);
    for (let seq = 1; seq <= 20; seq++) {
      store.raise({ conversationId: id, side: 'shop', delivered: 21 - seq, read: seq === 7 ? 5 : 0 });
    }
    await expect.poll(() => mark()).toMatchObject({ deliveredShop: 20, readShop: 5, version: 1 });
  });

  it('of both sides raised at once both grow', async () => {
    await say('a');
    store.raise({ conversationId: id, side: 'shop', delivered: 2, read: 1 });
    store.raise({ conversationId: id, side: 'customer', delivered: 2, read: 2 });
    await store.flush();
    expect(await mark()).toMatchObject({
      deliveredShop: 2,
      readShop: 1,
      deliveredCustomer: 2,
      readCustomer: 2,
      version: 1,
    });
  });

  it('of a conversation that does not exist are dropped, without harm to the others', async () => {
    store.raise({ conversationId: newId(), side: 'shop', delivered: 5, read: 5 });
    expect(await raise('shop', 1)).toMatchObject({ deliveredShop: 1 });
    expect((await store.of([newId()])).size).toBe(0);
  });

  it('end at the highest of all raises when two stores raise at the same time', async () => {
    for (let index = 0; index < 30; index++) await say(`${index}`);
    const others = await conversations(log, 5);
    const stores = [store, new MarkStore(dialect === 'mysql' ? await host.open(url) : database)];
    const versions: number[] = [];
    for (const one of stores) {
      one.onChanged((changed) => {
        versions.push(...changed.filter((row) => row.conversationId === id).map(({ version }) => version));
      });
    }
    for (let seq = 1; seq <= 31; seq++) {
      for (const [index, one] of stores.entries()) {
        // Each names the conversations in another order: locks are taken in one order all the same.
        for (const conversationId of index === 0 ? [id, ...others] : [...others, id].reverse()) {
          one.raise({ conversationId, side: index === 0 ? 'shop' : 'customer', delivered: seq, read: seq - 1 });
        }
      }
      await Promise.all(stores.map((one) => one.flush()));
    }
    expect(await mark()).toMatchObject({ deliveredShop: 31, readShop: 30, deliveredCustomer: 31, readCustomer: 30 });
    for (const other of others) expect(await mark(other)).toMatchObject({ deliveredShop: 1, deliveredCustomer: 1 });
    // No version twice: neither store wrote over the other.
    expect(versions).toHaveLength(new Set(versions).size);
    expect((await mark()).version).toBe(versions.length);
  });

  it('of a thousand conversations, delivered and read apart, are written at once', async () => {
    const many = await seeded(1_000);
    for (const conversationId of many) store.raise({ conversationId, side: 'shop', delivered: 2, read: 1 });
    await store.flush();
    const found = await store.of(many);
    expect([...found.values()].filter((row) => row.deliveredShop === 2 && row.readShop === 1)).toHaveLength(1_000);
  });

  /** Conversations with two events each, made by plain statements. */
  const seeded = async (count: number): Promise<string[]> => {
    const ids = Array.from({ length: count }, () => newId());
    const copy = async (table: string, on: string): Promise<void> => {
      const names = await columns(table);
      const select = names
        .map((name) => (name === 'conversation_id' ? '?' : name === 'client_id' ? 'NULL' : name))
        .join(',');
      const sql = `INSERT INTO ${table} (${names.join(',')}) SELECT ${select} FROM ${table} WHERE conversation_id = ?`;
      await database.transaction(async (manager) => {
        for (const one of ids) await manager.query(sql, [one, on]);
      });
    };
    await say('second');
    await copy('event', id);
    await copy('mark', id);
    return ids;
  };
  const columns = async (table: string): Promise<string[]> =>
    database.source.getMetadata(table).columns.map((column) => column.databaseName);

  it.each<[Audience, number]>([
    ['all', 1],
    ['agents', 1],
  ])('read back the same by another store (%s)', async (audience, delivered) => {
    await raise('shop', delivered);
    const other = await new MarkStore(database).of([id]);
    expect(marksFor(other.get(id), audience)).toMatchObject({ version: 1, delivered: { shop: 1 } });
  });

  if (dialect === 'mysql') {
    it('outlive a database that is away: all that was raised meanwhile is written when it is back', async () => {
      for (const text of ['a', 'b', 'c']) await say(text);
      const { hostname, port } = new URL(url);
      const proxy = await startProxy({ target: { host: hostname, port: Number(port) } });
      const through = Object.assign(new URL(url), { port: String(proxy.port) }).href;
      const far = new Database(createSources({ url: through, connections: 4 }), new Clock());
      await far.open();
      const away = new MarkStore(far);
      await proxy.refuse(true);
      proxy.cutAll();
      away.raise({ conversationId: id, side: 'shop', delivered: 2, read: 2 });
      await away.flush();
      // Raised while the earlier one waits to be tried again.
      away.raise({ conversationId: id, side: 'shop', delivered: 4, read: 1 });
      away.raise({ conversationId: id, side: 'customer', delivered: 3, read: 0 });
      await away.flush();
      expect(await mark()).toMatchObject({ version: 0 });
      await proxy.refuse(false);
      // By itself, without another raise.
      await expect
        .poll(() => mark(), { timeout: 5_000 })
        .toMatchObject({ deliveredShop: 4, readShop: 2, deliveredCustomer: 3 });
      await far.close();
      await proxy.close();
    });
  }
});
