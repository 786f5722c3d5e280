// Wires sockets to conversations: the hub of sessions, the pump, its wakes and the comparison that repairs what they miss.

import { Module } from '@nestjs/common';

import { AuthModule } from '../auth/auth.module.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { Announcer } from './announcer.js';
import { ChatGateway } from './chat.gateway.js';
import { Compare } from './compare.js';
import { Connections } from './connections.js';
import { Hub } from './hub.js';
import { InboxFeed } from './inbox-feed.js';
import { Listening } from './listening.js';
import { PresenceFeed } from './presence.js';
import { Pump } from './pump.js';
import { RightsKeeper } from './rights-keeper.js';
import { LogRoads, Place, Rooms } from './rooms.js';
import { Sweep } from './sweep.js';
import { Feeds, Wakes } from './wakes.js';
import { Welcome } from './welcome.js';

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
export class GatewayModule {}
