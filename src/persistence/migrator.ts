// Brings the schema up to date: one node at a time, and never on top of a migration that stopped half-way.

import type { QueryRunner } from 'typeorm';

import { type Database, hurryAgain, takeTime } from './database.js';

/** The schema cannot be used as it is; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

const LOCK = 'shopbell_migrate';

/** Names of the migrations that the database lacks. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  await assertWhole(database);
  const done = new Set(await recorded(database));
  return database.source.migrations.map((migration) => migration.name ?? '').filter((name) => !done.has(name));
}

/** Runs what is missing. Waits up to 60 s for another node that does the same. Returns the names run. */
export async function migrate(database: Database): Promise<string[]> {
  return database.exclusively(async () => {
    const runner = database.createRunner();
    try {
      if (database.dialect === 'mysql') {
        await takeTime(runner);
        await takeLock(runner);
      }
      const names = await pendingMigrations(database);
      for (const name of names) {
        const migration = database.source.migrations.find((candidate) => candidate.name === name);
        if (!migration) continue;
        await runner.query(
          'CREATE TABLE IF NOT EXISTS migration_run (name varchar(128) NOT NULL PRIMARY KEY, finished_at bigint NULL)',
        );
        await runner.query('INSERT INTO migration_run (name, finished_at) VALUES (?, NULL)', [name]);
        await migration.up(runner);
        await runner.query('UPDATE migration_run SET finished_at = ? WHERE name = ?', [Date.now(), name]);
      }
      return names;
    } finally {
      if (database.dialect === 'mysql') {
        await runner.query(`SELECT RELEASE_LOCK('${LOCK}')`).catch(() => undefined);
        await hurryAgain(runner).catch(() => undefined);
      }
      await runner.release();
    }
  });
}

async function takeLock(runner: QueryRunner): Promise<void> {
  const [row] = (await runner.query(`SELECT GET_LOCK('${LOCK}', 60) AS held`)) as { held: number | string | null }[];
  if (Number(row?.held) !== 1)
    throw new MigrationError('Another node is migrating this database for more than a minute: look at it first');
}

/** Refuses a database in which a migration began and never ended. */
async function assertWhole(database: Database): Promise<void> {
  if (!(await hasRunTable(database))) return;
  const [half] = await database.rows<{ name: string }>('SELECT name FROM migration_run WHERE finished_at IS NULL');
  if (half) {
    throw new MigrationError(
      `Migration ${half.name} began and never ended: restore the database from a backup, or mend the schema by hand and set its finished_at in migration_run`,
    );
  }
}

async function recorded(database: Database): Promise<string[]> {
  if (!(await hasRunTable(database))) return [];
  return (await database.rows<{ name: string }>('SELECT name FROM migration_run')).map((row) => row.name);
}

async function hasRunTable(database: Database): Promise<boolean> {
  const sql =
    database.dialect === 'sqlite'
      ? "SELECT 1 AS here FROM sqlite_master WHERE type = 'table' AND name = 'migration_run'"
      : "SELECT 1 AS here FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'migration_run'";
  return (await database.rows(sql)).length > 0;
}
