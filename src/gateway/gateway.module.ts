// Wires sockets to conversations: the hub of sessions, the pump, its wakes and the comparison that repairs what they miss.

import { type BeforeApplicationShutdown, Module } from '@nestjs/common';

import { AuthModule } from '../auth/auth.module.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { Announcer } from './announcer.js';
import { ChatGateway } from './chat.gateway.js';
import { Compare } from './compare.js';
import { Connections } from './connections.js';
import { drain } from './drain.js';
import { Hub } from './hub.js';
import { InboxFeed } from './inbox-feed.js';
import { Listening } from './listening.js';
import { PresenceFeed } from './presence.js';
import { Pump } from './pump.js';
import { RightsKeeper } from './rights-keeper.js';
import { LogRoads, Place, Rooms } from './rooms.js';
import { SOCKET_TIMES } from './socket-times.js';
import { Sweep } from './sweep.js';
import { Feeds, Wakes } from './wakes.js';
import { Welcome } from './welcome.js';

/** Time for leaving that each connection adds, and the most of it. With the answers still owed it stays below 30 s. */
const DRAIN_EACH_MS = 5;
const DRAIN_MOST_MS = 20_000;

@Module({
  imports: [AuthModule, ConversationsModule],
  providers: [
    Announcer,
    ChatGateway,
    Compare,
    Connections,
    Feeds,
    Hub,
    InboxFeed,
    Listening,
    LogRoads,
    Place,
    PresenceFeed,
    Pump,
    RightsKeeper,
    Rooms,
    Sweep,
    Wakes,
    Welcome,
  ],
})
export class GatewayModule implements BeforeApplicationShutdown {
  constructor(
    private readonly connections: Connections,
    private readonly sweep: Sweep,
  ) {}

  /** Tells clients to leave, a little longer the more there are, so that they do not all come to the next node at once. */
  async beforeApplicationShutdown(): Promise<void> {
    const withinMs = Math.min(DRAIN_MOST_MS, this.connections.all().size * DRAIN_EACH_MS);
    await drain(this.connections, withinMs, SOCKET_TIMES.closeMs);
    this.sweep.stop();
  }
}
