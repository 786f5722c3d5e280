// The contract of the private database: a database for every test, commits that survive a kill, and
// silence while frozen.

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startMariadb, type MariadbServer } from './mariadb.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const SILENCE_MS = 150;

describe('a private mariadb', () => {
  let server: MariadbServer;

  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());

  it('gives every test an empty utf8mb4 database of its own', async () => {
    const urls = await Promise.all([server.createDatabase(), server.createDatabase()]);
    expect(new Set(urls).size).toBe(2);
    for (const url of urls) {
      const database = new URL(url).pathname.slice(1);
      expect(server.url(database)).toBe(url);
      await using(url, async (connection) => {
        expect(await rows(connection, 'SHOW TABLES')).toEqual([]);
        expect(await rows(connection, 'SELECT @@character_set_database AS charset')).toEqual([{ charset: 'utf8mb4' }]);
      });
    }
  });

  it('flushes its log at every commit and has no idle limit unless a test asks for it', async () => {
    const sql = 'SELECT @@innodb_flush_log_at_trx_commit AS flush';
    const relaxed = await startMariadb({ durable: false, idleWriteTransactionTimeoutSeconds: 7 });
    await using(server.url(''), async (connection) => {
      expect(await rows(connection, sql)).toEqual([{ flush: 1 }]);
    });
    await using(relaxed.url(''), async (connection) => {
      expect(await rows(connection, sql)).toEqual([{ flush: 2 }]);
      const idle = await rows(connection, "SHOW VARIABLES LIKE 'idle_write_transaction_timeout'");
      // MySQL has no such variable.
      for (const row of idle) expect(row).toMatchObject({ Value: '7' });
    });
    await relaxed.stop();
  });

  it('keeps what was committed and forgets what was not across a kill', async () => {
    const { port } = server;
    const url = await server.createDatabase();
    const connection = await createConnection(url);
    connection.on('error', () => undefined);
    await connection.query('CREATE TABLE message (id varchar(36) PRIMARY KEY)');
    const committed = randomUUID();
    await connection.query('INSERT INTO message VALUES (?)', [committed]);
    await connection.query('BEGIN');
    await connection.query('INSERT INTO message VALUES (?)', [randomUUID()]);
    await server.kill9();
    await expect(createConnection(url)).rejects.toThrow(/ECONNREFUSED/);
    await server.restart();
    expect(server.port).toBe(port);
    await using(url, async (fresh) => {
      expect(await rows(fresh, 'SELECT id FROM message')).toEqual([{ id: committed }]);
    });
    connection.destroy();
  });

  it('is silent while frozen and answers the waiting query when thawed', async () => {
    await using(server.url(''), async (connection) => {
      await server.freeze();
      const waiting = rows(connection, 'SELECT 1 AS one');
      await expect(Promise.race([waiting, delay(SILENCE_MS, 'silence')])).resolves.toBe('silence');
      server.thaw();
      await expect(waiting).resolves.toEqual([{ one: 1 }]);
    });
  });
});

async function using(url: string, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await createConnection(url);
  try {
    await work(connection);
  } finally {
    connection.destroy();
  }
}

async function rows(connection: Connection, sql: string): Promise<RowDataPacket[]> {
  const [found] = await connection.query<RowDataPacket[]>(sql);
  return found;
}
