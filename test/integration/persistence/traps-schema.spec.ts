// Traps of the schema: what the tables themselves must and must not have, read back from each database.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../../../src/persistence/database.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';

/** Columns of text that people wrote, or JSON with such text; every other column of characters is ASCII. */
const PEOPLES_TEXT = [
  'agent.email',
  'agent.name',
  'api_key.name',
  'api_key.scopes',
  'conversation.preview_text',
  'conversation.tags',
  'customer.attributes',
  'customer.email',
  'customer.external_id',
  'customer.name',
  'customer.phone',
  'due_job.payload',
  'event.content',
  'event.sender_name',
  'fact.value',
  'file.name',
  'invitation.email',
  'shop.name',
  'shop.origins',
];
/** JSON that outgrows 64 KB, which is all that MySQL's `text` holds. */
const LONG = [
  'api_key.scopes',
  'conversation.tags',
  'customer.attributes',
  'due_job.payload',
  'event.content',
  'shop.origins',
];

describe('the tables of MariaDB', () => {
  let host: DatabaseHost;
  let database: Database;
  let columns: Column[];
  interface Column {
    at: string;
    type: string;
    collation: string | null;
    extra: string;
  }
  beforeAll(async () => {
    host = await startDatabaseHost('mysql');
    database = await host.open();
    columns = await database.rows<Column>(
      `SELECT CONCAT(table_name, '.', column_name) AS at, data_type AS type, collation_name AS collation, extra
        FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> 'migration_run' ORDER BY 1`,
    );
  });
  afterAll(() => host.stop());

  it('compare every character by its bytes: utf8mb4_bin for what people wrote, ascii_bin for the rest', () => {
    const at = (collation: string): string[] =>
      columns.filter((column) => column.collation === collation).map((column) => column.at);
    expect(at('utf8mb4_bin')).toEqual(PEOPLES_TEXT);
    const others = columns.filter(
      ({ collation }) => collation !== null && collation !== 'utf8mb4_bin' && collation !== 'ascii_bin',
    );
    expect(others).toEqual([]);
    expect(at('ascii_bin').length).toBeGreaterThan(40);
  });

  it('hold long JSON in mediumtext', () => {
    expect(columns.filter(({ type }) => type === 'mediumtext').map(({ at }) => at)).toEqual(LONG);
    expect(columns.filter(({ type }) => type === 'text' || type === 'longtext')).toEqual([]);
  });

  it('count nothing up, set no time and make no value by themselves', () => {
    expect(columns.filter(({ extra }) => extra !== '')).toEqual([]);
  });

  it('have none of the column types that differ between databases', () => {
    const known = new Set(['varchar', 'int', 'bigint', 'mediumtext']);
    expect(columns.filter(({ type }) => !known.has(type))).toEqual([]);
  });

  it('are InnoDB, without foreign keys, triggers and events', async () => {
    const of = (sql: string): Promise<unknown[]> => database.rows(sql);
    const schema = 'DATABASE()';
    expect(
      await of(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = ${schema} AND engine <> 'InnoDB'`,
      ),
    ).toEqual([]);
    expect(
      await of(`SELECT * FROM information_schema.referential_constraints WHERE constraint_schema = ${schema}`),
    ).toEqual([]);
    expect(await of(`SELECT * FROM information_schema.triggers WHERE trigger_schema = ${schema}`)).toEqual([]);
  });
});

describe('the tables of SQLite', () => {
  let host: DatabaseHost;
  let database: Database;
  let tables: { name: string; sql: string }[];
  beforeAll(async () => {
    host = await startDatabaseHost('sqlite');
    database = await host.open();
    tables = await database.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'");
  });
  afterAll(() => host.stop());

  it('count nothing up: no AUTOINCREMENT, and no primary key that is a row number', async () => {
    expect(tables.length).toBeGreaterThan(15);
    for (const { name, sql } of tables) {
      expect(sql).not.toMatch(/autoincrement/i);
      const columns = await database.rows<{ type: string; pk: number | string }>(
        `SELECT type, pk FROM pragma_table_info('${name}')`,
      );
      const keys = columns.filter(({ pk }) => Number(pk) > 0);
      expect(keys.length).toBeGreaterThan(0);
      if (keys.length === 1) expect(keys[0]?.type.toLowerCase()).toMatch(/^varchar/);
    }
  });

  it('have no foreign keys, no triggers and no other collation than the bytes', async () => {
    for (const { name, sql } of tables) {
      expect(await database.rows(`SELECT * FROM pragma_foreign_key_list('${name}')`)).toEqual([]);
      expect(sql).not.toMatch(/collate/i);
    }
    expect(await database.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")).toEqual([]);
  });
});

describe.each(DIALECTS)('the unique keys and indices on %s', (dialect) => {
  let host: DatabaseHost;
  let database: Database;
  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    database = await host.open();
  });
  afterAll(() => host.stop());

  it('are those of the entities', async () => {
    const wanted = database.source.entityMetadatas.flatMap((entity) => [
      ...entity.uniques.map(
        (unique) => `${entity.tableName} ${unique.columns.map((column) => column.databaseName).join(',')} unique`,
      ),
      // On MySQL a unique key is an index to TypeORM.
      ...entity.indices.map(
        ({ columns, isUnique }) =>
          `${entity.tableName} ${columns.map((column) => column.databaseName).join(',')}${isUnique ? ' unique' : ''}`,
      ),
    ]);
    const found = dialect === 'mysql' ? await onMysql() : await onSqlite();
    expect(wanted.length).toBeGreaterThan(20);
    expect(found.sort()).toEqual(wanted.sort());
  });

  const onMysql = async (): Promise<string[]> => {
    const rows = await database.rows<{ at: string; free: number | string }>(
      `SELECT CONCAT(table_name, ' ', GROUP_CONCAT(column_name ORDER BY seq_in_index)) AS at, MAX(non_unique) AS free
        FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY'
        GROUP BY table_name, index_name`,
    );
    return rows.map(({ at, free }) => (Number(free) === 1 ? at : `${at} unique`));
  };

  const onSqlite = async (): Promise<string[]> => {
    const rows = await database.rows<{ at: string; only: number | string }>(
      `SELECT m.name || ' ' || (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS at,
        l."unique" AS only FROM sqlite_master m, pragma_index_list(m.name) l WHERE m.type = 'table' AND l.origin <> 'pk'`,
    );
    return rows.map(({ at, only }) => (Number(only) === 1 ? `${at} unique` : at));
  };
});
