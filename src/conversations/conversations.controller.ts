// `/v1/conversations`: the inbox, and one conversation as a whole.

import { createHash } from 'node:crypto';

import { Body, Controller, Get, Headers, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CurrentPrincipal, SignedIn } from '../auth/principal.guard.js';
import type { Principal } from '../common/principal.js';
import type { AppendAnswer, ConversationRow, ConversationSnapshot, EventsPage, Page } from '../protocol/index.js';
import { ProblemSchema, RowDetailSchema, RowsPageSchema, SnapshotSchema } from './answers.schemas.js';
import { EventsPageSchema } from './content.schemas.js';
import { ConversationsService } from './conversations.service.js';
import { answerAppend, ApiAppend, ApiProblems, IdempotencyKey, IfMatch } from './http.js';
import { InboxService } from './inbox.service.js';
import { EventPages } from './event-pages.js';
import { ChangeDto, EventsQueryDto, InboxQueryDto, StartConversationDto } from './requests.dto.js';
import { type ShopperContext, ShopperContexts } from './shopper-contexts.js';

@ApiTags('Conversations')
@Controller('v1/conversations')
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly inbox: InboxService,
    private readonly pages: EventPages,
    private readonly contexts: ShopperContexts,
  ) {}

  @Get()
  @SignedIn('agent', 'apiKey')
  @ApiOperation({ summary: 'The inbox, newest activity first' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: '`ETag` of the page as it was' })
  @ApiResponse({ status: 200, type: RowsPageSchema })
  @ApiResponse({ status: 304, description: 'As it was' })
  @ApiProblems()
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query() { cursor, limit, ...filter }: InboxQueryDto,
    @Headers('if-none-match') seen: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ConversationRow> | undefined> {
    const page = await this.inbox.list(principal, filter, cursor ?? null, limit);
    const tag = etagOf(page);
    void reply.headers({ etag: tag, 'cache-control': 'private, no-cache', vary: 'authorization' });
    if (!isSeen(seen, tag)) return page;
    void reply.status(304);
    return undefined;
  }

  @Post()
  @SignedIn('agent', 'apiKey')
  @ApiOperation({ summary: 'Start a conversation with a customer; where one is active, that is the answer' })
  @ApiAppend()
  async start(
    @CurrentPrincipal() principal: Principal,
    @Body() body: StartConversationDto,
    @IdempotencyKey() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppendAnswer> {
    const { ack, appended } = await this.conversations.start(principal, body, id);
    return answerAppend(reply, ack, appended);
  }

  @Get(':id')
  @SignedIn('agent', 'apiKey', 'customer')
  @ApiOperation({ summary: 'A conversation with its marks, as the caller may see it' })
  @ApiExtraModels(RowDetailSchema, SnapshotSchema)
  @ApiResponse({
    status: 200,
    schema: { oneOf: [{ $ref: getSchemaPath(RowDetailSchema) }, { $ref: getSchemaPath(SnapshotSchema) }] },
  })
  @ApiProblems()
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
  ): Promise<(ConversationRow & { context: ShopperContext | null }) | ConversationSnapshot> {
    const snapshot = await this.conversations.snapshot(principal, id);
    return 'customer' in snapshot ? { ...snapshot, context: this.contexts.of(snapshot.customer.id) } : snapshot;
  }

  @Get(':id/events')
  @SignedIn('agent', 'apiKey', 'customer')
  @ApiOperation({ summary: 'A page of the log: after a seq, before a seq, or the newest' })
  @ApiResponse({ status: 200, type: EventsPageSchema })
  @ApiResponse({ status: 409, type: ProblemSchema, description: '`after` lies beyond the end: begin anew (`reset`)' })
  @ApiProblems()
  events(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Query() query: EventsQueryDto,
  ): Promise<EventsPage> {
    return this.pages.page(principal, id, query);
  }

  @Patch(':id')
  @SignedIn('agent', 'apiKey')
  @ApiOperation({ summary: 'Set status, assignee, priority or tags: each change is an event, all in one commit' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'The version that the caller has seen' })
  @ApiAppend()
  @ApiResponse({
    status: 412,
    type: ProblemSchema,
    description: 'Changed meanwhile; `conversation` is the present row',
  })
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('id') conversationId: string,
    @Body() body: ChangeDto,
    @IdempotencyKey() id: string,
    @IfMatch() ifMatch: number | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AppendAnswer> {
    const how = ifMatch === undefined ? { id } : { id, ifMatch };
    const { ack, appended } = await this.conversations.change(principal, conversationId, body, how);
    return answerAppend(reply, ack, appended);
  }
}

/** Over the whole page, so that it changes with whatever is shown: rows, marks and names. */
function etagOf(page: Page<ConversationRow>): string {
  return `"${createHash('sha256').update(JSON.stringify(page)).digest('base64url').slice(0, 27)}"`;
}

function isSeen(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((seen) => seen.trim().replace(/^W\//, '') === tag || seen.trim() === '*');
}
