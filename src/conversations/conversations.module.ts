// Conversations, their messages, the inbox and files. Global: sign-in asks it for a shopper's conversation, and shops give
// back through it what an agent leaves behind.

import { join } from 'node:path';

import { Global, Module } from '@nestjs/common';

import { AuthModule } from '../auth/auth.module.js';
import { ConversationSummary } from '../auth/conversation-summary.js';
import { Config } from '../config/config.js';
import { AssignmentRelease } from '../shops/assignment-release.js';
import { AccessService } from './access.service.js';
import { ActiveConversations } from './active-conversations.js';
import { AssignmentReleaseService } from './assignment-release.service.js';
import { RecentBlocks } from './blocks.js';
import { ChangesService } from './changes.service.js';
import { ConversationRows } from './conversation-rows.js';
import { ConversationSummaryService } from './conversation-summary.service.js';
import { ConversationsController } from './conversations.controller.js';
import { ConversationsService } from './conversations.service.js';
import { CorrectionsService } from './corrections.service.js';
import { CustomerRows } from './customer-rows.js';
import { CustomersController, ShopperContextController } from './customers.controller.js';
import { CustomersService } from './customers.service.js';
import { DiskFileStore } from './disk-file-store.js';
import { FileContents } from './file-contents.js';
import { FileErasure } from './file-erasure.js';
import { FileStore } from './file-store.js';
import { FilesController } from './files.controller.js';
import { FilesService } from './files.service.js';
import { InboxService } from './inbox.service.js';
import { MessageDrafts } from './message-drafts.js';
import { MessagesController } from './messages.controller.js';
import { MessagesService } from './messages.service.js';
import { NamedSends } from './named-sends.js';
import { OpeningsService } from './openings.service.js';
import { OwnConversations } from './own-conversations.js';
import { EventPages } from './event-pages.js';
import { RefusalsService } from './refusals.service.js';
import { ShopSettings } from './shop-settings.js';
import { ShopperContexts } from './shopper-contexts.js';
import { ShopperSends } from './shopper-sends.js';
import { ShortNumbers } from './short-numbers.js';
import { SnoozesService } from './snoozes.service.js';
import { StartsService } from './starts.service.js';

const SHARED = [AccessService, ConversationsService, InboxService, MessagesService, EventPages];

@Global()
@Module({
  imports: [AuthModule],
  controllers: [
    ConversationsController,
    CustomersController,
    FilesController,
    MessagesController,
    ShopperContextController,
  ],
  providers: [
    ...SHARED,
    ActiveConversations,
    ChangesService,
    ConversationRows,
    CorrectionsService,
    CustomerRows,
    CustomersService,
    FileContents,
    FileErasure,
    FilesService,
    MessageDrafts,
    NamedSends,
    OpeningsService,
    OwnConversations,
    RecentBlocks,
    RefusalsService,
    ShopSettings,
    ShopperContexts,
    ShopperSends,
    ShortNumbers,
    SnoozesService,
    StartsService,
    { provide: AssignmentRelease, useClass: AssignmentReleaseService },
    { provide: ConversationSummary, useClass: ConversationSummaryService },
    {
      provide: FileStore,
      inject: [Config],
      useFactory: ({ dataDir }: Config) => new DiskFileStore(join(dataDir, 'files')),
    },
  ],
  exports: [...SHARED, AssignmentRelease, ConversationSummary],
})
export class ConversationsModule {}
