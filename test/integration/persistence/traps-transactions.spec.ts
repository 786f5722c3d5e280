// Traps of transactions: SQLite's one connection, plain reads beside an open transaction, and a COMMIT or ROLLBACK that failed.

import libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import type { EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../../../src/persistence/database.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const put = (manager: EntityManager, name: string): Promise<unknown> =>
  manager.query('INSERT INTO fact (name, value) VALUES (?, ?)', [name, 'x']);

describe.each(DIALECTS)('transactions on %s', (dialect) => {
  let host: DatabaseHost;
  let url: string;
  let database: Database;
  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    url = await host.url();
    database = await host.open(url);
  });
  afterAll(() => host.stop());

  /** What a stranger to our process sees: committed rows alone. */
  const committed = async (like: string): Promise<string[]> => {
    const sql = `SELECT name FROM fact WHERE name LIKE '${like}' ORDER BY name`;
    if (dialect === 'mysql') {
      const client = await createConnection(url);
      const [rows] = await client.query(sql);
      await client.end();
      return (rows as { name: string }[]).map((row) => row.name);
    }
    const file = new libsql(url.slice('sqlite:'.length));
    const rows = file.prepare(sql).all() as { name: string }[];
    file.close();
    return rows.map((row) => row.name);
  };

  it('keeps what one committed when another that overlaps it is rolled back', async () => {
    const failing = Array.from({ length: 10 }, (_, index) =>
      database.transaction(async (manager) => {
        await put(manager, `lost ${index}`);
        await pause(2);
        throw new Error('rolled back');
      }),
    );
    const good = Array.from({ length: 10 }, (_, index) =>
      database.transaction(async (manager) => {
        await pause(1);
        await put(manager, `kept ${index}`);
      }),
    );
    const results = await Promise.allSettled([...failing, ...good].sort(() => Math.random() - 0.5));
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(10);
    expect(await committed('kept %')).toHaveLength(10);
    expect(await committed('lost %')).toEqual([]);
  });

  it('has committed for every other process by the time that it resolves', async () => {
    for (let index = 0; index < 5; index++) {
      await Promise.all([
        database
          .transaction((manager) => put(manager, `done ${index}`))
          .then(async () => {
            expect(await committed(`done ${index}`)).toHaveLength(1);
          }),
        database.transaction(() => pause(5)),
      ]);
    }
  });

  it('shows plain reads committed rows only, while a transaction is open and after it failed', async () => {
    const count = async (): Promise<number> =>
      (await database.rows("SELECT name FROM fact WHERE name = 'open'")).length;
    const byEntity = (): Promise<number> => database.read.getRepository('fact').countBy({ name: 'open' });
    const failing = database.transaction(async (manager) => {
      await put(manager, 'open');
      expect([await count(), await byEntity()]).toEqual([0, 0]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await count()).toBe(0);
    await database.transaction(async (manager) => {
      await put(manager, 'open');
      expect([await count(), await byEntity()]).toEqual([0, 0]);
    });
    expect([await count(), await byEntity()]).toEqual([1, 1]);
  });

  it('goes on after a task that failed in the midst of a statement', async () => {
    const bad = database.transaction(async (manager) => {
      await put(manager, 'half');
      await manager.query('INSERT INTO no_such_table VALUES (1)');
    });
    await expect(bad).rejects.toThrow();
    await database.transaction((manager) => put(manager, 'whole'));
    expect([await committed('half'), await committed('whole')]).toEqual([[], ['whole']]);
  });

  it('runs a task again from the start after a lost race, and gives up after some tries', async () => {
    const lost = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY', errno: 1213 });
    let runs = 0;
    await database.transaction(async (manager) => {
      runs += 1;
      await put(manager, 'raced');
      if (runs < 3) throw lost;
    });
    expect(runs).toBe(3);
    expect(await committed('raced')).toHaveLength(1);
    await expect(database.transaction(() => Promise.reject(lost))).rejects.toBe(lost);
  });

  it('says what went wrong, and tries nothing again, where the error is no lost race', async () => {
    let runs = 0;
    const task = database.transaction(async (manager) => {
      runs += 1;
      await put(manager, 'whole');
    });
    await expect(task).rejects.toThrow(/Duplicate entry|UNIQUE constraint/);
    expect(runs).toBe(1);
  });

  if (dialect === 'sqlite') {
    it('commits the next transaction for good after a COMMIT that failed and left the transaction open', async () => {
      await database.transaction(async (manager) => {
        await manager.query('CREATE TABLE parent (id integer PRIMARY KEY)');
        await manager.query('CREATE TABLE child (parent integer REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)');
      });
      for (let round = 0; round < 3; round++) {
        const failed = database.transaction(async (manager) => {
          await put(manager, `cut ${round}`);
          // Checked at the COMMIT, which then fails and leaves the transaction open.
          await manager.query('INSERT INTO child (parent) VALUES (99)');
        });
        await expect(failed).rejects.toThrow(/FOREIGN KEY/);
        await database.transaction((manager) => put(manager, `after ${round}`));
        expect(await committed(`after ${round}`)).toEqual([`after ${round}`]);
      }
      expect(await committed('cut %')).toEqual([]);
    });

    it('waits without blocking the process while another process holds the file locked', async () => {
      const other = new libsql(url.slice('sqlite:'.length));
      other.exec('BEGIN IMMEDIATE');
      let ticks = 0;
      const ticking = setInterval(() => (ticks += 1), 5);
      const write = database.transaction((manager) => put(manager, 'patient'));
      setTimeout(() => other.exec('ROLLBACK'), 80);
      await write;
      clearInterval(ticking);
      other.close();
      expect(ticks).toBeGreaterThan(2);
      expect(await committed('patient')).toHaveLength(1);
    });

    it('refuses a write by the connection that reads', async () => {
      await expect(database.rows("INSERT INTO fact (name, value) VALUES ('sneaked', 'x')")).rejects.toThrow(
        /readonly/i,
      );
      expect(await committed('sneaked')).toEqual([]);
    });
  } else {
    it('rolls back the whole transaction when a lock wait ended only its statement', async () => {
      const client = await createConnection(url);
      await client.query('BEGIN');
      await client.query("INSERT INTO fact (name, value) VALUES ('contended', 'theirs')");
      let runs = 0;
      const ours = database.transaction(async (manager) => {
        runs += 1;
        await put(manager, `run ${runs}`);
        await put(manager, 'contended');
      });
      setTimeout(() => void client.query('ROLLBACK'), 2_300);
      await ours;
      await client.end();
      expect(runs).toBe(2);
      expect(await committed('run %')).toEqual(['run 2']);
      expect(await committed('contended')).toHaveLength(1);
    });
  }
});
