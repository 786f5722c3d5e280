// A private MariaDB (or MySQL) for tests: own data, own user, small buffers, and a log that is
// flushed at every commit, so that a kill proves what production would keep.

import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { LocalServer } from './local-server.js';
import { asRootOption, copyFreshData, findServer, REDO_LOG_OPTION } from './mariadb-data.js';
import { temporaryDirectory } from './process.js';

export interface MariadbOptions {
  /** Default true. False leaves the flush to the operating system: for tests about anything else. */
  readonly durable?: boolean;
  /** MariaDB's default is never; MySQL has no such timeout and ignores it. */
  readonly idleWriteTransactionTimeoutSeconds?: number;
  /** More options of the server, such as `--innodb-lock-wait-timeout=1`. */
  readonly args?: readonly string[];
}

export interface MariadbDatabases {
  readonly user: string;
  readonly password: string;
  url(database: string): string;
  /** A new empty utf8mb4 database under a random name; returns its URL. */
  createDatabase(): Promise<string>;
}

export type MariadbServer = LocalServer & MariadbDatabases;

const USER = 'shopbell';
const CONNECT_TIMEOUT_MS = 2_000;

export async function startMariadb(options: MariadbOptions = {}): Promise<MariadbServer> {
  const file = findServer();
  const directory = await temporaryDirectory('mariadb');
  const dataDirectory = join(directory, 'data');
  await copyFreshData(file, dataDirectory);
  const password = randomBytes(16).toString('hex');
  await writeFile(join(directory, 'init.sql'), createUserSql(password), { mode: 0o600 });

  const server = await LocalServer.start({
    directory,
    launch: (port) => ({
      name: 'mariadb',
      file,
      args: serverArgs(directory, dataDirectory, port, options),
    }),
    answers: async (port) => {
      await execute(port, password, 'SELECT 1');
      return true;
    },
  });
  return Object.assign(server, databases(server.port, password));
}

function databases(port: number, password: string): MariadbDatabases {
  const url = (database: string): string => `mysql://${USER}:${password}@127.0.0.1:${String(port)}/${database}`;
  return {
    user: USER,
    password,
    url,
    createDatabase: async () => {
      const name = `test_${randomBytes(8).toString('hex')}`;
      await execute(port, password, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
      return url(name);
    },
  };
}

async function execute(port: number, password: string, sql: string): Promise<void> {
  const connection = await createConnection({
    host: '127.0.0.1',
    port,
    user: USER,
    password,
    connectTimeout: CONNECT_TIMEOUT_MS,
  });
  try {
    await connection.query({ sql, timeout: 30_000 });
  } finally {
    connection.destroy();
  }
}

/** Runs at every start: MariaDB takes one statement a line. */
function createUserSql(password: string): string {
  const account = `'${USER}'@'127.0.0.1'`;
  return [
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

function serverArgs(directory: string, dataDirectory: string, port: number, options: MariadbOptions): string[] {
  const idleSeconds = options.idleWriteTransactionTimeoutSeconds;
  return [
    '--no-defaults',
    ...asRootOption,
    `--datadir=${dataDirectory}`,
    `--tmpdir=${directory}`,
    `--socket=${join(directory, 'server.sock')}`,
    `--pid-file=${join(directory, 'server.pid')}`,
    `--init-file=${join(directory, 'init.sql')}`,
    `--port=${String(port)}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--skip-log-bin',
    '--loose-mysqlx=OFF',
    '--performance-schema=OFF',
    '--character-set-server=utf8mb4',
    '--max-connections=300',
    '--key-buffer-size=1M',
    '--loose-aria-pagecache-buffer-size=1M',
    '--innodb-buffer-pool-size=32M',
    '--innodb-buffer-pool-dump-at-shutdown=OFF',
    '--innodb-buffer-pool-load-at-startup=OFF',
    REDO_LOG_OPTION,
    `--innodb-flush-log-at-trx-commit=${options.durable === false ? '2' : '1'}`,
    ...(idleSeconds === undefined ? [] : [`--loose-idle-write-transaction-timeout=${String(idleSeconds)}`]),
    ...(options.args ?? []),
  ];
}
