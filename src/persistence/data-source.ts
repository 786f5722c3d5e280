// The one switch of dialect: from an address of a database to TypeORM's data sources. SQLite gets two: one writer, one reader (WAL).

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import libsql from 'libsql';
import { DataSource, type DataSourceOptions } from 'typeorm';

import type { Dialect } from './columns.js';
import { entitySchemas } from './entities/index.js';
import { Core1763700000000 } from './migrations/1763700000000-core.js';

/** All migrations, oldest first. */
export const MIGRATIONS = [Core1763700000000];

/** Where the database is and how many connections may be open to it. */
export interface DatabaseOptions {
  /** `sqlite:PATH` or `mysql://user:password@host:port/name` or, for MariaDB, `mariadb://…`. */
  url: string;
  /** Most connections of this process to MySQL. */
  connections?: number;
}

/** A writer and a reader of one database; on MySQL they are the same pool. */
export interface Sources {
  dialect: Dialect;
  writer: DataSource;
  reader: DataSource;
}

/** Makes the data sources, not connected yet. Throws on an address of an unknown kind, without naming it. */
export function createSources(options: DatabaseOptions): Sources {
  if (options.url.startsWith('sqlite:')) {
    const path = options.url.slice('sqlite:'.length);
    mkdirSync(dirname(path), { recursive: true });
    return {
      dialect: 'sqlite',
      writer: new DataSource(sqliteOptions(path, false)),
      reader: new DataSource(sqliteOptions(path, true)),
    };
  }
  if (/^(mysql|mariadb):\/\//.test(options.url)) {
    const source = new DataSource(mysqlOptions(options.url, options.connections ?? 20));
    return { dialect: 'mysql', writer: source, reader: source };
  }
  throw new Error('DATABASE_URL must begin with sqlite: or mysql://');
}

/** The calls of a libsql database that we make ourselves. */
interface SqliteHandle {
  pragma(text: string): unknown;
}

function sqliteOptions(path: string, readOnly: boolean): DataSourceOptions {
  return {
    type: 'better-sqlite3',
    driver: libsql,
    database: path,
    entities: entitySchemas('sqlite'),
    migrations: MIGRATIONS,
    prepareDatabase: (db: SqliteHandle) => {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      // libsql's busy wait blocks the event loop: keep it short, the caller tries again asynchronously.
      db.pragma('busy_timeout = 20');
      if (readOnly) db.pragma('query_only = ON');
    },
  };
}

function mysqlOptions(url: string, connectionLimit: number): DataSourceOptions {
  return {
    // The two differ only in how TypeORM reads a schema back (MariaDB tells a default of NULL).
    type: url.startsWith('mariadb:') ? 'mariadb' : 'mysql',
    url,
    charset: 'utf8mb4',
    timezone: 'Z',
    connectTimeout: 3_000,
    supportBigNumbers: true,
    entities: entitySchemas('mysql'),
    migrations: MIGRATIONS,
    extra: { connectionLimit, queueLimit: 2_000, enableKeepAlive: true, keepAliveInitialDelay: 10_000 },
  };
}
