// `/v1/conversations/:id/…`: everything that appends words to a conversation, by the same road as the socket.

import { Body, Controller, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import type { Principal } from '../common/principal.js';
import type { AppendAnswer } from '../protocol/index.js';
import { ConversationsService } from './conversations.service.js';
import { answerAppend, ApiAppend, IdempotencyKey, SeqPipe } from './http.js';
import { MessagesService } from './messages.service.js';
import { EditDto, MessageDto, NoteDto, RatingDto } from './requests.dto.js';

@ApiTags('Messages')
@Controller('v1/conversations/:id')
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly conversations: ConversationsService,
  ) {}

  @Post('messages')
  @SignedIn('agent', 'apiKey', 'customer')
  @ApiOperation({ summary: 'Send a message' })
  @ApiAppend()
  async send(
    @CurrentPrincipal() principal: Principal,
    @Param('id') conversation: string,
    @Body() { content, replyTo }: MessageDto,
    @IdempotencyKey() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppendAnswer> {
    const request = { id, conversation, content, ...(replyTo === undefined ? {} : { replyTo }) };
    return answerAppend(reply, await this.messages.send(principal, request));
  }

  @Post('notes')
  @SignedIn('agent', 'apiKey')
  @ApiOperation({ summary: 'Write a private note for agents' })
  @ApiAppend()
  async note(
    @CurrentPrincipal() principal: Principal,
    @Param('id') conversation: string,
    @Body() { content, mentions }: NoteDto,
    @IdempotencyKey() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppendAnswer> {
    const request = { id, conversation, content, ...(mentions === undefined ? {} : { mentions }) };
    return answerAppend(reply, await this.messages.note(principal, request));
  }

  @Patch('messages/:seq')
  @SignedIn('agent', 'apiKey', 'customer')
  @ApiOperation({ summary: 'Edit an own message or note within 15 minutes' })
  @ApiAppend()
  async edit(
    @CurrentPrincipal() principal: Principal,
    @Param('id') conversation: string,
    @Param('seq', SeqPipe) seq: number,
    @Body() { content }: EditDto,
    @IdempotencyKey() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppendAnswer> {
    return answerAppend(reply, await this.messages.edit(principal, { id, conversation, seq, content }));
  }

  @Post('messages/:seq/recall')
  @HttpCode(201)
  @SignedIn('agent', 'apiKey', 'customer')
  @ApiOperation({ summary: 'Recall a message or note: its content goes, a trace stays' })
  @ApiAppend()
  async recall(
    @CurrentPrincipal() principal: Principal,
    @Param('id') conversation: string,
    @Param('seq', SeqPipe) seq: number,
    @IdempotencyKey() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppendAnswer> {
    return answerAppend(reply, await this.messages.recall(principal, { id, conversation, seq }));
  }

  @Post('rating')
  @SignedIn('customer')
  @ApiOperation({ summary: 'Rate the own conversation' })
  @ApiAppend()
  async rate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') conversation: string,
    @Body() body: RatingDto,
    @IdempotencyKey() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppendAnswer> {
    return answerAppend(reply, await this.conversations.rate(principal, conversation, body, id));
  }
}
