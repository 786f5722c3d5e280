// Refuses to serve a database that another process serves, unless the cluster's parts are configured. Commands do without it.

import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';

import { SoleProcess } from './single-process.js';

@Global()
@Module({ providers: [SoleProcess], exports: [SoleProcess] })
export class SingleProcessModule implements OnApplicationShutdown {
  constructor(private readonly sole: SoleProcess) {}

  onApplicationShutdown(): Promise<void> {
    return this.sole.leave();
  }
}
