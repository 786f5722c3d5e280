// Migrations: several nodes at once make one schema, and a schema that stopped half-way is refused.

import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Clock } from '../../../src/common/clock.js';
import { createSources, MIGRATIONS } from '../../../src/persistence/data-source.js';
import { Database } from '../../../src/persistence/database.js';
import { migrate, MigrationError, pendingMigrations } from '../../../src/persistence/migrator.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { ServerProcess } from '../../support/server-process.js';

const ALL = MIGRATIONS.map(({ name }) => name);

describe.each(DIALECTS)('migrations on %s', (dialect) => {
  let host: DatabaseHost;
  const opened: Database[] = [];
  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await host.stop();
  });

  /** Opened and not migrated. */
  const open = async (url: string): Promise<Database> => {
    const database = new Database(createSources({ url }), new Clock());
    await database.open();
    opened.push(database);
    return database;
  };
  const facts = (database: Database): Promise<{ value: string }[]> =>
    database.rows("SELECT value FROM fact WHERE name = 'log'");

  it('are all pending on an empty database, run in their order, and say when each ended', async () => {
    const database = await open(await host.url());
    expect(await pendingMigrations(database)).toEqual(ALL);
    expect(await migrate(database)).toEqual(ALL);
    expect(await pendingMigrations(database)).toEqual([]);
    const rows = await database.rows<{ name: string; at: unknown }>(
      'SELECT name, finished_at AS at FROM migration_run ORDER BY name',
    );
    expect(rows.map(({ name }) => name)).toEqual(ALL);
    for (const { at } of rows) expect(Math.abs(Number(at) - Date.now())).toBeLessThan(60_000);
  });

  it('leave a schema alone that stands: the log keeps its id', async () => {
    const url = await host.url();
    const database = await open(url);
    await migrate(database);
    const before = await facts(database);
    expect(await migrate(await open(url))).toEqual([]);
    expect(await facts(database)).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('give every database another id of its log', async () => {
    const ids = [await host.open(), await host.open()].map(({ logId }) => logId);
    expect(new Set(ids).size).toBe(2);
  });

  it('refuse a database in which one began and never ended, by its name and with what to do', async () => {
    const database = await open(await host.url());
    await migrate(database);
    await database.transaction((manager) => manager.query('UPDATE migration_run SET finished_at = NULL'));
    for (const refused of [migrate, pendingMigrations]) {
      const error = await refused(database).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(MigrationError);
      expect(String(error)).toMatch(new RegExp(`${String(ALL[0])} began and never ended: restore .+ backup`));
      expect(String(error)).not.toContain('\n');
    }
    await database.transaction((manager) => manager.query('UPDATE migration_run SET finished_at = 1'));
    expect(await migrate(database)).toEqual([]);
  });

  it('refuse ever after a database in which one failed', async () => {
    const database = await open(await host.url());
    await database.transaction((manager) => manager.query('CREATE TABLE mark (id int)'));
    await expect(migrate(database)).rejects.toThrow(/mark/);
    await expect(migrate(database)).rejects.toThrow(/began and never ended/);
    await expect(pendingMigrations(database)).rejects.toThrow(MigrationError);
  });

  if (dialect === 'mysql') {
    it('make one schema when four nodes begin at once', async () => {
      const url = await host.url();
      const nodes = await Promise.all(Array.from({ length: 4 }, () => open(url)));
      const ran = await Promise.all(nodes.map((node) => migrate(node)));
      expect(ran.flat()).toEqual(ALL);
      for (const node of nodes) expect(await facts(node)).toHaveLength(1);
    });

    it('free their lock at once for the next one, also when they fail', async () => {
      const url = await host.url();
      const [one, other] = [await open(url), await open(url)];
      await one.transaction((manager) => manager.query('CREATE TABLE mark (id int)'));
      await expect(migrate(one)).rejects.toThrow(/mark/);
      const started = performance.now();
      await expect(migrate(other)).rejects.toThrow(/began and never ended/);
      expect(performance.now() - started).toBeLessThan(2_000);
    });

    it('make one schema when two server processes start at once, of which one then serves it alone', async () => {
      const url = await host.url();
      const env = { DATABASE_URL: url, LOG_LEVEL: 'info' };
      const starts = await Promise.allSettled([ServerProcess.start(env), ServerProcess.start(env)]);
      const outputs = starts.map((start) => (start.status === 'fulfilled' ? start.value.output : String(start.reason)));
      for (const start of starts) if (start.status === 'fulfilled') await start.value.stop();
      expect(outputs.filter((output) => output.includes('is done'))).toHaveLength(1);
      expect(starts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outputs.filter((output) => output.includes('Another process serves this database'))).toHaveLength(1);
      const client = await createConnection(url);
      const [rows] = await client.query<RowDataPacket[]>('SELECT name, finished_at FROM migration_run');
      const [logs] = await client.query<RowDataPacket[]>("SELECT value FROM fact WHERE name = 'log'");
      await client.end();
      expect([rows.map(({ name }) => String(name)), logs.length]).toEqual([ALL, 1]);
      expect(rows.every(({ finished_at }) => finished_at !== null)).toBe(true);
    });
  }
});
