// Chooses the session map and the bus by configuration, and says so in the log.

import { Global, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';

import { newId } from '../common/ids.js';
import { Config } from '../config/config.js';
import { Bus } from './bus.js';
import { MemoryBus } from './memory-bus.js';
import { MemorySessionMap } from './memory-session-map.js';
import { NodeIdentity } from './node-identity.js';
import { Router } from './router.js';
import { SessionMap } from './session-map.js';

const logger = new Logger('Cluster');

function chooseSessionMap(config: Config, self: NodeIdentity): SessionMap {
  if (config.cluster.memcachedServers.length > 0)
    throw new Error('MEMCACHED_SERVERS is set, but this build has no Memcached session map');
  logger.log('Session map: in this process');
  return new MemorySessionMap(self);
}

function chooseBus(config: Config, self: NodeIdentity): Bus {
  if (config.cluster.nats.servers.length > 0) throw new Error('NATS_SERVERS is set, but this build has no NATS bus');
  logger.log('Bus: in this process');
  return new MemoryBus(self.node);
}

@Global()
@Module({
  providers: [
    {
      provide: NodeIdentity,
      inject: [Config],
      useFactory: (config: Config) => new NodeIdentity(config.cluster.nodeName, newId()),
    },
    { provide: SessionMap, inject: [Config, NodeIdentity], useFactory: chooseSessionMap },
    { provide: Bus, inject: [Config, NodeIdentity], useFactory: chooseBus },
    Router,
  ],
  exports: [NodeIdentity, SessionMap, Bus, Router],
})
export class ClusterModule implements OnApplicationShutdown {
  constructor(
    private readonly map: SessionMap,
    private readonly bus: Bus,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.map.close();
    await this.bus.close();
  }
}
