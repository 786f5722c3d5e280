// The lock of a process that serves alone: held by one, let go by any end, and never lost while its holder lives.

import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { AlreadyServed, holdAlone } from '../../../src/persistence/single-process.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';

describe.each(DIALECTS)('the lock of a process that serves alone, on %s', (dialect) => {
  let host: DatabaseHost;
  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
  });
  afterAll(() => host.stop());

  const pathOf = (url: string): string | null => (dialect === 'sqlite' ? url.slice('sqlite:'.length) : null);
  const hold = async (url: string): Promise<() => Promise<void>> => holdAlone(await host.open(url), pathOf(url));

  it('is held by one, and by the next one once it is let go', async () => {
    const url = await host.url();
    const release = await hold(url);
    const waiting = hold(url);
    const first = await Promise.race([
      waiting.then(() => 'both'),
      new Promise((resolve) => setTimeout(resolve, 700, 'one')),
    ]);
    expect(first).toBe('one');
    await release();
    await (
      await waiting
    )();
  });

  it('is refused after a few seconds', async () => {
    const url = await host.url();
    const release = await hold(url);
    const started = performance.now();
    await expect(hold(url)).rejects.toThrow(AlreadyServed);
    expect(performance.now() - started).toBeGreaterThan(3_000);
    await release();
  });

  it('of one database does not hinder another', async () => {
    const locks = [await hold(await host.url()), await hold(await host.url())];
    for (const release of locks) await release();
  });

  it('does not hinder the work of its holder', async () => {
    const url = await host.url();
    const database = await host.open(url);
    const release = await holdAlone(database, pathOf(url));
    await database.transaction((manager) => manager.query("INSERT INTO fact (name, value) VALUES ('x', 'y')"));
    expect(await database.rows("SELECT value FROM fact WHERE name = 'x'")).toEqual([{ value: 'y' }]);
    await release();
  });

  if (dialect === 'mysql') {
    it('is taken again by its holder after its connection broke', async () => {
      const url = await host.url();
      const release = await hold(url);
      const client = await createConnection(url);
      const sql = "SELECT IS_USED_LOCK(CONCAT('shopbell_single_process_', SHA1(DATABASE()))) AS id";
      const holder = async (): Promise<number | null> => {
        const [[row]] = await client.query<(RowDataPacket & { id: number | null })[]>(sql);
        return row?.id ?? null;
      };
      const before = await holder();
      expect(before).toBeGreaterThan(0);
      await client.query(`KILL ${before ?? 0}`);
      const after = async (): Promise<number> => (await holder()) ?? 0;
      await expect.poll(after, { timeout: 8_000 }).toBeGreaterThan(before ?? 0);
      await release();
      expect(await holder()).toBeNull();
      await client.end();
    });
  }
});
