// The composition root: every module of the server, on one screen.

import { Module } from '@nestjs/common';

import { AuthModule } from './auth/auth.module.js';
import { ClusterModule } from './cluster/cluster.module.js';
import { ConfigModule } from './config/config.module.js';
import { ConversationsModule } from './conversations/conversations.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { OpsModule } from './ops/ops.module.js';
import { PagesModule } from './pages/pages.module.js';
import { PersistenceModule } from './persistence/persistence.module.js';
import { SingleProcessModule } from './persistence/single-process.module.js';
import { ShopsModule } from './shops/shops.module.js';

@Module({
  imports: [
    ConfigModule,
    PersistenceModule,
    SingleProcessModule,
    ClusterModule,
    AuthModule,
    ShopsModule,
    ConversationsModule,
    GatewayModule,
    OpsModule,
    PagesModule,
  ],
})
export class AppModule {}
