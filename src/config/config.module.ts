// Gives the frozen configuration to everyone who injects `Config`; tests override that provider.

import { Global, Module } from '@nestjs/common';

import { Config } from './config.js';
import { loadConfig } from './load-config.js';

@Global()
@Module({
  providers: [{ provide: Config, useFactory: loadConfig }],
  exports: [Config],
})
export class ConfigModule {}
