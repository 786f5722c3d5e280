// Conversations, their messages, the inbox and files. Global: sign-in asks it for a shopper's conversation.

import { Global, Module } from '@nestjs/common';

import { AuthModule } from '../auth/auth.module.js';
import { AccessService } from './access.service.js';
import { ConversationsService } from './conversations.service.js';
import { InboxService } from './inbox.service.js';
import { MessagesService } from './messages.service.js';

@Global()
@Module({
  imports: [AuthModule],
  providers: [AccessService, MessagesService, ConversationsService, InboxService],
  exports: [AccessService, MessagesService, ConversationsService, InboxService],
})
export class ConversationsModule {}
