// Small groups of things that the gateway's services need together.

import { Injectable } from '@nestjs/common';

import { NodeIdentity } from '../cluster/node-identity.js';
import { Config } from '../config/config.js';
import { Database } from '../persistence/database.js';
import { LogReader } from '../persistence/log-reader.js';
import { MarkStore } from '../persistence/mark-store.js';
import type { WireLimits } from '../protocol/index.js';
import { Compare } from './compare.js';
import { Hub } from './hub.js';
import { PresenceFeed } from './presence.js';

/** The tables and loops that a new session joins. */
@Injectable()
export class Rooms {
  constructor(
    readonly hub: Hub,
    readonly compare: Compare,
    readonly presence: PresenceFeed,
  ) {}
}

/** Where this is: which node, which installation, whose database. */
@Injectable()
export class Place {
  constructor(
    readonly config: Config,
    readonly database: Database,
    readonly node: NodeIdentity,
  ) {}
}

/** Reading and marking the log. */
@Injectable()
export class LogRoads {
  constructor(
    readonly reader: LogReader,
    readonly marks: MarkStore,
    private readonly config: Config,
  ) {}

  get limits(): WireLimits {
    return this.config.limits.wire;
  }
}
