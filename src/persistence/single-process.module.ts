// Refuses to serve a database that another process serves, unless the cluster's parts are configured. Commands do without it.

import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';

import { Config } from '../config/config.js';
import { Database } from './database.js';
import { holdAlone } from './single-process.js';

/** Lets go of the lock. */
type Release = () => Promise<void>;
const ALONE = Symbol('ALONE');

@Module({
  providers: [
    {
      provide: ALONE,
      inject: [Database, Config],
      useFactory: (database: Database, { cluster, database: { path } }: Config): Promise<Release> =>
        cluster.manyNodes ? Promise.resolve(() => Promise.resolve()) : holdAlone(database, path),
    },
  ],
})
export class SingleProcessModule implements OnApplicationShutdown {
  constructor(@Inject(ALONE) private readonly release: Release) {}

  onApplicationShutdown(): Promise<void> {
    return this.release();
  }
}
