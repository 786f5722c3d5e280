// Traps of values: numbers above 2³¹, long text of every alphabet, ids that differ in case alone, and the errors of unique keys.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { newId } from '../../../src/common/ids.js';
import type { Database } from '../../../src/persistence/database.js';
import { FileRow, Shop } from '../../../src/persistence/entities/index.js';
import type { EventLog } from '../../../src/persistence/log/event-log.js';
import { LogReader } from '../../../src/persistence/log-reader.js';
import { isDuplicate, isDuplicateOf } from '../../../src/persistence/sql-errors.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { conversations, nodeOn, words } from './log-kit.js';

const NUMBERS = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, Date.now(), 2 ** 53 - 1];
const TEXTS: [string, string][] = [
  ['emoji of four bytes', '😀'.repeat(5_000)],
  ['Chinese', '客服聊天'.repeat(2_500)],
  ['control characters, six bytes each as JSON', '\u0001'.repeat(10_000)],
  ['U+0000', 'a\u0000b'.repeat(3_333)],
  ['quotes and backslashes', '\\"\'`%_?;--'.repeat(1_000)],
  ['joined emoji and right-to-left text', '👩‍👩‍👧‍👦שלוםمرحبا'.repeat(400)],
];

/** The members alone: a class spread is none. */
type Members<T> = { [Key in keyof T]: T[Key] };

const row = (size = 1): Members<FileRow> => ({
  ...{ id: newId(), shopId: newId(), uploader: 'a:x', name: 'n', size, mime: 'image/png' },
  ...{ width: null, height: null, createdAt: 1, blankedAt: null },
});

describe.each(DIALECTS)('values on %s', (dialect) => {
  let host: DatabaseHost;
  let database: Database;
  let log: EventLog;
  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    database = await host.open();
    log = nodeOn(database);
  });
  afterAll(async () => {
    await log.close();
    await host.stop();
  });
  const insert = (entity: Members<FileRow>): Promise<unknown> =>
    database.transaction((manager) => manager.getRepository(FileRow).insert(entity));

  it.each(NUMBERS)('bring %d back as that number by entity, and exactly by plain query', async (size) => {
    const made = row(size);
    await insert(made);
    expect(await database.read.getRepository(FileRow).findOneByOrFail({ id: made.id })).toEqual(made);
    const [plain] = await database.rows<{ size: unknown }>('SELECT size FROM file WHERE id = ?', [made.id]);
    // MySQL gives text here: whoever asks so makes a number of it.
    expect(String(plain?.size)).toBe(String(size));
    expect(await database.rows('SELECT id FROM file WHERE id = ? AND size = ?', [made.id, size])).toHaveLength(1);
  });

  it.each(TEXTS)('keep 10,000 units of %s whole in an event', async (_name, text) => {
    const [id = ''] = await conversations(log, 1);
    await log.append(words(id, text));
    const { rows } = await new LogReader(database).page(id, 'agents', { limit: 10 });
    expect(rows.map(({ content }) => content).at(-1)).toEqual({ content: { kind: 'text', text } });
  });

  it('keep a megabyte of JSON in an event', async () => {
    const [id = ''] = await conversations(log, 1);
    const items = Array.from({ length: 10_000 }, (_, index) => ({
      title: `商品 ${index} 😀`,
      sku: '\u0001'.repeat(12),
    }));
    const body = { content: { kind: 'order', items } };
    await log.append(words(id, '', { decide: () => ({ events: [{ type: 'message', audience: 'all', body }] }) }));
    const { rows } = await new LogReader(database).page(id, 'agents', { limit: 1 });
    expect(rows[0]?.content).toEqual(body);
  });

  it('keep names of four-byte letters at their full length', async () => {
    const name = '𠮷'.repeat(127);
    const made = { ...row(), name };
    await insert(made);
    expect((await database.read.getRepository(FileRow).findOneByOrFail({ id: made.id })).name).toBe(name);
  });

  it('tell ids apart that differ in case alone', async () => {
    const lower = 'abcdefab-0000-7000-8000-00000000000a';
    const upper = lower.toUpperCase();
    await insert({ ...row(1), id: lower });
    expect(await database.read.getRepository(FileRow).findOneBy({ id: upper })).toBeNull();
    await insert({ ...row(2), id: upper });
    expect((await database.read.getRepository(FileRow).findOneByOrFail({ id: lower })).size).toBe(1);
    expect((await database.read.getRepository(FileRow).findOneByOrFail({ id: upper })).size).toBe(2);
  });

  it.each([
    ['e', 'é'],
    ['ss', 'ß'],
    ['A', 'a'],
    ['Ａ', 'A'],
    ['ﬁ', 'fi'],
  ])('tell people’s words %s and %s apart', async (one, other) => {
    const shopId = newId();
    await insert({ ...row(1), shopId, name: one });
    expect(await database.read.getRepository(FileRow).countBy({ shopId, name: other })).toBe(0);
    expect(await database.read.getRepository(FileRow).countBy({ shopId, name: one })).toBe(1);
  });

  it('give JSON back as it was, also empty and null', async () => {
    const shop = { ...shopOf(), origins: [] };
    await database.transaction((manager) => manager.getRepository(Shop).insert(shop));
    expect(await database.read.getRepository(Shop).findOneByOrFail({ id: shop.id })).toEqual(shop);
  });

  const shopOf = (): Members<Shop> => ({
    ...{ id: newId(), name: '店', shopKey: newId(), identitySecret: 'x', previousIdentitySecret: null },
    ...{
      origins: ['https://a.example'],
      enforceIdentity: 0,
      reopenDays: 7,
      color: '#000000',
      locale: 'zh',
      nextNumber: 1,
    },
    createdAt: 1,
  });

  describe('a duplicate', () => {
    interface Key {
      table: string;
      name: string;
      columns: string[];
    }
    const keysOf = (): Key[] =>
      database.source.entityMetadatas.flatMap((entity) => [
        ...[...entity.uniques, ...entity.indices.filter((index) => index.isUnique)].map(({ name, columns }) => ({
          table: entity.tableName,
          name,
          columns: columns.map((column) => column.databaseName),
        })),
        {
          table: entity.tableName,
          name: 'PRIMARY',
          columns: entity.primaryColumns.map((column) => column.databaseName),
        },
      ]);

    /** A row in which everything differs from every other row, but for `same`. */
    const rowOf = (table: string, same: Record<string, unknown>): Record<string, unknown> => {
      const entity = database.source.entityMetadatas.find((candidate) => candidate.tableName === table);
      const cells = (entity?.columns ?? []).map(({ databaseName, type, length }): [string, unknown] => {
        const id = crypto.randomUUID();
        if (type === 'varchar') return [databaseName, id.slice(-Math.min(Number(length), 36))];
        return [databaseName, type === 'text' || type === 'mediumtext' ? '[]' : Math.floor(Math.random() * 2 ** 31)];
      });
      return { ...Object.fromEntries(cells), ...same };
    };

    const errorOf = async (table: string, cells: Record<string, unknown>): Promise<unknown> => {
      const names = Object.keys(cells);
      const sql = `INSERT INTO ${table} (${names.join(',')}) VALUES (${names.map(() => '?').join(',')})`;
      return database
        .transaction((manager) => manager.query(sql, Object.values(cells)))
        .then(
          () => null,
          (error: unknown) => error,
        );
    };

    it('is recognised for each unique key, and for no other one', async () => {
      const keys = keysOf();
      expect(keys.length).toBeGreaterThan(20);
      for (const key of keys) {
        const first = rowOf(key.table, {});
        expect(await errorOf(key.table, first)).toBeNull();
        const same = Object.fromEntries(key.columns.map((column) => [column, first[column]]));
        const error = await errorOf(key.table, rowOf(key.table, same));
        const named = (other: Key): boolean => {
          const columns = other.columns.map((column) => `${other.table}.${column}`).join(', ');
          return isDuplicateOf(error, other.name, columns);
        };
        expect([key.name, isDuplicate(error), named(key)]).toEqual([key.name, true, true]);
        // MySQL names a primary key without its table.
        const others = keys.filter((other) => other !== key && !(key.name === 'PRIMARY' && other.name === 'PRIMARY'));
        expect([key.name, others.filter(named)]).toEqual([key.name, []]);
      }
    });

    it('is not what a missing value is', async () => {
      const error = await errorOf('fact', { name: 'nothing', value: null });
      expect([error === null, isDuplicate(error)]).toEqual([false, false]);
    });
  });
});
