// Wires the database: opens it (waiting for one that is still starting), brings the schema up to date, and closes all in order.

import { Global, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';

import { Clock } from '../common/clock.js';
import { Config } from '../config/config.js';
import { createSources } from './data-source.js';
import { Database } from './database.js';
import { DueJobs } from './due-jobs.js';
import { LogReader } from './log-reader.js';
import { EventLog } from './log/event-log.js';
import { MarkStore } from './mark-store.js';
import { migrate } from './migrator.js';
import { SoleProcess } from './single-process.js';
import { isAway } from './sql-errors.js';

const logger = new Logger('Database');
const START_WAIT_MS = 60_000;

/** Opens and migrates, once no other process serves it (`sole`; commands do without). A database that is not there yet is waited for, up to a minute. */
export async function openDatabase(config: Config, clock: Clock, sole?: SoleProcess): Promise<Database> {
  const database = new Database(
    createSources({ url: config.database.url, connections: config.database.connections }),
    clock,
  );
  const deadline = Date.now() + START_WAIT_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      await database.open();
      break;
    } catch (error) {
      // A file is there or not: nothing to wait for.
      if (database.dialect === 'sqlite' || !isAway(error) || Date.now() > deadline) throw error;
      logger.warn(`The database does not answer yet (try ${attempt})`);
      await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 250 * 2 ** attempt)));
    }
  }
  await sole?.enter(database);
  for (const name of await migrate(database)) logger.log(`Migration ${name} is done`);
  await database.learnLife();
  database.watch();
  return database;
}

@Global()
@Module({
  providers: [
    Clock,
    { provide: Database, inject: [Config, Clock, { token: SoleProcess, optional: true }], useFactory: openDatabase },
    { provide: EventLog, inject: [Database], useFactory: (database: Database) => new EventLog(database) },
    {
      provide: LogReader,
      inject: [Database, Config],
      useFactory: (database: Database, { limits }: Config) => new LogReader(database, limits.wire.pageBytes),
    },
    { provide: MarkStore, inject: [Database], useFactory: (database: Database) => new MarkStore(database) },
    {
      provide: DueJobs,
      inject: [Database],
      useFactory: (database: Database) =>
        new DueJobs(database, (kind, error) => {
          if (isAway(error)) logger.warn({ msg: 'Due jobs wait for the database', kind });
          else logger.error({ msg: 'A due job failed', kind, err: error });
        }),
    },
  ],
  exports: [Clock, Database, EventLog, LogReader, MarkStore, DueJobs],
})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    private readonly log: EventLog,
    private readonly marks: MarkStore,
    private readonly jobs: DueJobs,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.jobs.stop();
    await this.log.close();
    await this.marks.flush();
    await this.database.close();
  }
}
