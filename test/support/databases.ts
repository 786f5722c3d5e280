// A fresh, migrated database of each dialect for a test: SQLite in a temporary file, MariaDB on a private server shared by the file.

import { join } from 'node:path';

import { Clock } from '../../src/common/clock.js';
import { createSources } from '../../src/persistence/data-source.js';
import { Database } from '../../src/persistence/database.js';
import { migrate } from '../../src/persistence/migrator.js';
import { startMariadb } from './services/mariadb.js';
import { removeDirectory, temporaryDirectory } from './services/process.js';

/** Dialects that every test of stored behaviour runs on. */
export const DIALECTS = ['sqlite', 'mysql'] as const;

/** Makes fresh databases of one dialect. */
export interface DatabaseHost {
  /** Address of a new, empty database. */
  url(): Promise<string>;
  /** A new database, opened and migrated; closed with the host. */
  open(url?: string): Promise<Database>;
  stop(): Promise<void>;
}

export async function startDatabaseHost(dialect: (typeof DIALECTS)[number]): Promise<DatabaseHost> {
  const opened: Database[] = [];
  const directory = await temporaryDirectory('sqlite');
  const server = dialect === 'mysql' ? await startMariadb({ durable: false }) : null;
  let count = 0;
  const url = async (): Promise<string> =>
    server ? server.createDatabase() : `sqlite:${join(directory, `${++count}.db`)}`;
  return {
    url,
    async open(at) {
      const database = new Database(createSources({ url: at ?? (await url()) }), new Clock());
      await database.open();
      await migrate(database);
      await database.learnLife();
      opened.push(database);
      return database;
    },
    async stop() {
      for (const database of opened) await database.close();
      await server?.stop();
      await removeDirectory(directory);
    },
  };
}
