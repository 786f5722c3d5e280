// Traps of connections: what each one is set to before anybody uses it, however it came to be.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { Clock } from '../../../src/common/clock.js';
import { createSources } from '../../../src/persistence/data-source.js';
import { Database } from '../../../src/persistence/database.js';
import { type DatabaseHost, startDatabaseHost } from '../../support/databases.js';
import { startProxy } from '../../support/services/tcp-proxy.js';

describe('connections to SQLite', () => {
  let host: DatabaseHost;
  let database: Database;
  beforeAll(async () => {
    host = await startDatabaseHost('sqlite');
    database = await host.open();
  });
  afterAll(() => host.stop());

  const pragma = async (on: 'writer' | 'reader', name: string): Promise<string> => {
    const source = on === 'writer' ? database.source.manager : database.read;
    const [row]: Record<string, unknown>[] = await source.query(`PRAGMA ${name}`);
    return String(Object.values(row ?? {})[0]);
  };

  it.each(['writer', 'reader'] as const)('keep a log of writes that is flushed at each commit (%s)', async (on) => {
    expect(await pragma(on, 'journal_mode')).toBe('wal');
    expect(await pragma(on, 'synchronous')).toBe('2');
  });

  it.each(['writer', 'reader'] as const)(
    'wait for a lock only shortly, because the wait blocks everything (%s)',
    async (on) => {
      expect(Number(await pragma(on, 'busy_timeout'))).toBeGreaterThan(0);
      expect(Number(await pragma(on, 'busy_timeout'))).toBeLessThanOrEqual(50);
    },
  );

  it('let only the writer write', async () => {
    expect([await pragma('writer', 'query_only'), await pragma('reader', 'query_only')]).toEqual(['0', '1']);
  });
});

describe('connections to MySQL', () => {
  let host: DatabaseHost;
  let url: string;
  beforeAll(async () => {
    host = await startDatabaseHost('mysql');
    url = await host.url();
  });
  afterAll(() => host.stop());

  const SESSION = `SELECT CONNECTION_ID() AS id, @@tx_isolation AS isolation, @@innodb_lock_wait_timeout AS lockWait,
    @@idle_write_transaction_timeout AS idle, @@sql_mode AS mode, @@character_set_client AS charset`;
  const EXPECTED = { isolation: 'READ-COMMITTED', charset: 'utf8mb4' };

  interface Session {
    id: number;
    isolation: string;
    lockWait: number | string;
    idle: number | string;
    mode: string;
    charset: string;
  }

  /** Checks out `count` connections at once, so that all of them are different. */
  const sessions = async (database: Database, count: number): Promise<Session[]> => {
    const runners = Array.from({ length: count }, () => database.createRunner());
    try {
      return await Promise.all(runners.map(async (runner) => ((await runner.query(SESSION)) as Session[])[0] ?? none));
    } finally {
      for (const runner of runners) await runner.release();
    }
  };
  const none: Session = { id: 0, isolation: '', lockWait: 0, idle: 0, mode: '', charset: '' };

  const expectSet = (all: Session[]): void => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const session of all) {
      expect(session).toMatchObject(EXPECTED);
      expect([Number(session.lockWait), Number(session.idle)]).toEqual([2, 10]);
      expect(session.mode).toContain('STRICT_TRANS_TABLES');
    }
  };

  it('read committed rows, wait 2 s for locks and are strict, every one of the pool', async () => {
    const database = new Database(createSources({ url, connections: 12 }), new Clock());
    await database.open();
    expectSet(await sessions(database, 12));
    await database.close();
  });

  it('are set up again after all of them broke', async () => {
    const { hostname, port } = new URL(url);
    const proxy = await startProxy({ target: { host: hostname, port: Number(port) } });
    const through = Object.assign(new URL(url), { port: String(proxy.port) }).href;
    const database = new Database(createSources({ url: through, connections: 4 }), new Clock());
    await database.open();
    const before = await sessions(database, 4);
    proxy.cutAll();
    const after = await vi.waitFor(() => sessions(database, 4), { timeout: 5_000 });
    const known = new Set(before.map(({ id }) => id));
    expect(after.filter(({ id }) => known.has(id))).toEqual([]);
    expectSet(after);
    await database.close();
    await proxy.close();
  });

  it('tell what is committed since, inside one transaction', async () => {
    const database = await host.open(url);
    await database.transaction(async (manager) => {
      const sql = "SELECT value FROM fact WHERE name = 'later'";
      expect(await manager.query(sql)).toEqual([]);
      await database.transaction((other) => other.query("INSERT INTO fact (name, value) VALUES ('later', 'x')"));
      expect(await manager.query(sql)).toHaveLength(1);
    });
  });
});
