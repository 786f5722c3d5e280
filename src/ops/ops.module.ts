// Operations: liveness on the public port, readiness on the operators' own, and what a node needs to be ready.

import { Module } from '@nestjs/common';

import { Bus } from '../cluster/bus.js';
import { SessionMap } from '../cluster/session-map.js';
import { Database } from '../persistence/database.js';
import { HealthController } from './health.controller.js';
import { OpsServer } from './ops-server.js';
import { Readiness, READINESS_CHECKS, type ReadinessCheck } from './readiness.js';

/** Map and bus are named but not required: without them messages come later, so taking the node away would only hurt. */
function checksOf(database: Database, map: SessionMap, bus: Bus): ReadinessCheck[] {
  return [
    { name: 'database', required: true, check: () => database.correctClock() },
    { name: 'map', required: false, check: () => mustBe(map.healthy) },
    { name: 'bus', required: false, check: () => mustBe(bus.healthy) },
  ];
}

async function mustBe(healthy: boolean): Promise<void> {
  if (!healthy) throw new Error('away');
}

@Module({
  controllers: [HealthController],
  providers: [
    { provide: READINESS_CHECKS, inject: [Database, SessionMap, Bus], useFactory: checksOf },
    Readiness,
    OpsServer,
  ],
  exports: [OpsServer],
})
export class OpsModule {}
