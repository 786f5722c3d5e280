// Without Memcached and NATS only one process may serve a database: two would not hear of each other's messages in time.
// The lock is one that the database or the system lets go by itself when its holder dies, however it dies.

import { Injectable, Logger } from '@nestjs/common';
import libsql from 'libsql';
import type { QueryRunner } from 'typeorm';

import { Config } from '../config/config.js';
import type { Database } from './database.js';

/** Another process serves this database. */
export class AlreadyServed extends Error {
  override readonly name = 'AlreadyServed';
}

/** The lock of a serving process: taken before the schema is touched, let go at the end. */
@Injectable()
export class SoleProcess {
  private release: (() => Promise<void>) | null = null;

  constructor(private readonly config: Config) {}

  /** Throws `AlreadyServed`. With the cluster's parts configured there is nothing to hold. */
  async enter(database: Database): Promise<void> {
    if (!this.config.cluster.manyNodes) this.release = await holdAlone(database, this.config.database.path);
  }

  async leave(): Promise<void> {
    await this.release?.();
  }
}

/** One for each database of a server, as an expression of SQL. */
const LOCK = "CONCAT('shopbell_single_process_', SHA1(DATABASE()))";
const TRIES = 20;
const TRY_MS = 250;
const KEEP_MS = 2_000;
const logger = new Logger('SoleProcess');

/** Holds the lock until released. Waits a few seconds for a process that is just ending. Throws `AlreadyServed`. */
export async function holdAlone(database: Database, sqlitePath: string | null): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt++) {
    const release = sqlitePath === null ? await holdInMysql(database) : holdFile(`${sqlitePath}.lock`);
    if (release) return release;
    if (attempt === TRIES) {
      throw new AlreadyServed(
        'Another process serves this database. More than one process needs MySQL, MEMCACHED_SERVERS and NATS_SERVERS',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
  }
}

async function holdInMysql(database: Database): Promise<(() => Promise<void>) | null> {
  let runner = await lock(database);
  if (!runner) return null;
  // The connection stays checked out of the pool: the lock lives as long as it does. Where it broke, the lock is taken again.
  const keep = async (): Promise<void> => {
    try {
      if (runner) await runner.query('DO 1');
      else runner = await lock(database);
      if (!runner) logger.error('Another process has taken this database meanwhile: stop one of them');
    } catch {
      await runner?.release().catch(() => undefined);
      runner = null;
    }
  };
  let kept: Promise<void> | null = null;
  const keeping = setInterval(() => {
    kept ??= keep().finally(() => (kept = null));
  }, KEEP_MS).unref();
  return async () => {
    clearInterval(keeping);
    await runner?.query(`DO RELEASE_LOCK(${LOCK})`).catch(() => undefined);
    await runner?.release().catch(() => undefined);
  };
}

async function lock(database: Database): Promise<QueryRunner | null> {
  const runner = database.createRunner();
  try {
    const [row] = (await runner.query(`SELECT GET_LOCK(${LOCK}, 0) AS held`)) as { held: number | string | null }[];
    if (Number(row?.held) === 1) return runner;
  } catch (error) {
    await runner.release();
    throw error;
  }
  await runner.release();
  return null;
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
