// Without Memcached and NATS only one process may serve a database: two would not hear of each other's messages in time.
// The lock is one that the database or the system lets go by itself when its holder dies, however it dies.

import libsql from 'libsql';

import type { Database } from './database.js';

/** Another process serves this database. */
export class AlreadyServed extends Error {
  override readonly name = 'AlreadyServed';
}

const LOCK = 'shopbell_single_process';
const TRIES = 20;
const TRY_MS = 250;

/** Holds the lock until released. Waits a few seconds for a process that is just ending. Throws `AlreadyServed`. */
export async function holdAlone(database: Database, sqlitePath: string | null): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt++) {
    const release = sqlitePath === null ? await holdInMysql(database) : holdFile(`${sqlitePath}.lock`);
    if (release) return release;
    if (attempt === TRIES) {
      throw new AlreadyServed('Another process serves this database. More than one process needs MySQL, MEMCACHED_SERVERS and NATS_SERVERS');
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
  }
}

async function holdInMysql(database: Database): Promise<(() => Promise<void>) | null> {
  const runner = database.createRunner();
  const [row] = (await runner.query(`SELECT GET_LOCK(CONCAT('${LOCK}_', SHA1(DATABASE())), 0) AS held`)) as { held: number | string | null }[];
  if (Number(row?.held) !== 1) {
    await runner.release();
    return null;
  }
  // The connection stays checked out of the pool: the lock lives as long as it does.
  return () => runner.release();
}

function holdFile(path: string): (() => Promise<void>) | null {
  const file = new libsql(path);
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch {
    file.close();
    return null;
  }
  return () => {
    file.close();
    return Promise.resolve();
  };
}
