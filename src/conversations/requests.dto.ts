// Bodies and queries of the conversation calls. What a content holds is judged by `content.ts`.

import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';

import {
  type ChangeRequest,
  type Content,
  FIELD_LIMITS,
  type InboxFilter,
  type MessageRequest,
  type NoteRequest,
  PRIORITIES,
  type Priority,
  type RatingRequest,
  type StartConversationRequest,
  type Status,
  STATUSES,
} from '../protocol/index.js';
import { CONTENT_SCHEMAS } from './content.schemas.js';

const MAX_SEQ = 2_147_483_647;
const ID_LENGTH = 36;
const CURSOR_LENGTH = 200;
const ASSIGNEE = /^(me|none|[0-9a-f-]{36})$/;
const contentSchema = { oneOf: CONTENT_SCHEMAS.map((schema) => ({ $ref: getSchemaPath(schema) })) };
/** Numbers of a query come as text. */
const Numeric = (): PropertyDecorator => Type(() => Number);
/** Content is taken as it came: its own rules judge it, and a copy by classes would lose what it is. */
const AsSent = (): PropertyDecorator =>
  Transform(({ obj, key }: { obj: object; key: string }) => Reflect.get(obj, key) as unknown);

@ApiExtraModels(...CONTENT_SCHEMAS)
export class MessageDto implements MessageRequest {
  @ApiProperty(contentSchema)
  @AsSent()
  @IsObject()
  content!: Content;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, description: '`seq` of the event that this one answers' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MAX_SEQ)
  replyTo?: number;
}

@ApiExtraModels(...CONTENT_SCHEMAS)
export class NoteDto implements NoteRequest {
  @ApiProperty(contentSchema)
  @AsSent()
  @IsObject()
  content!: Content;

  @ApiPropertyOptional({ type: [String], maxItems: FIELD_LIMITS.mentions, description: 'Ids of agents of the shop' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(FIELD_LIMITS.mentions)
  @IsUUID('all', { each: true })
  mentions?: string[];
}

@ApiExtraModels(...CONTENT_SCHEMAS)
export class EditDto {
  @ApiProperty(contentSchema)
  @AsSent()
  @IsObject()
  content!: Content;
}

@ApiExtraModels(...CONTENT_SCHEMAS)
export class StartConversationDto implements StartConversationRequest {
  @ApiProperty({ format: 'uuid', description: 'Id of a customer of the shop' })
  @IsString()
  @MaxLength(ID_LENGTH)
  customer!: string;

  @ApiPropertyOptional(contentSchema)
  @AsSent()
  @IsOptional()
  @IsObject()
  content?: Content;
}

export class RatingDto implements RatingRequest {
  @ApiProperty({ type: 'integer', minimum: FIELD_LIMITS.ratingMin, maximum: FIELD_LIMITS.ratingMax })
  @IsInt()
  @Min(FIELD_LIMITS.ratingMin)
  @Max(FIELD_LIMITS.ratingMax)
  score!: number;

  @ApiPropertyOptional({ maxLength: FIELD_LIMITS.commentLength })
  @IsOptional()
  @IsString()
  @MaxLength(FIELD_LIMITS.commentLength)
  comment?: string;
}

export class ChangeDto implements ChangeRequest {
  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsIn(STATUSES)
  status?: Status;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    format: 'uuid',
    description: 'An agent of the shop, or null for nobody',
  })
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsUUID('all')
  assignee?: string | null;

  @ApiPropertyOptional({ enum: PRIORITIES })
  @IsOptional()
  @IsIn(PRIORITIES)
  priority?: Priority;

  @ApiPropertyOptional({ type: [String], maxItems: FIELD_LIMITS.tags, description: 'Replaces the whole list' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(FIELD_LIMITS.tags)
  @IsString({ each: true })
  @MaxLength(FIELD_LIMITS.tagLength, { each: true })
  tags?: string[];

  @ApiPropertyOptional({ format: 'date-time', description: 'End of a snooze; absent: until the next reply' })
  @IsOptional()
  @IsISO8601({ strict: true })
  @MaxLength(FIELD_LIMITS.idLength)
  until?: string;
}

export class InboxQueryDto implements InboxFilter {
  @ApiPropertyOptional({ format: 'uuid', description: 'One shop; absent: all of the caller' })
  @IsOptional()
  @IsString()
  @MaxLength(ID_LENGTH)
  shop?: string;

  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional()
  @IsIn(STATUSES)
  status?: Status;

  @ApiPropertyOptional({ description: '`me`, `none`, or the id of an agent' })
  @IsOptional()
  @Matches(ASSIGNEE)
  assignee?: string;

  @ApiPropertyOptional({ enum: PRIORITIES })
  @IsOptional()
  @IsIn(PRIORITIES)
  priority?: Priority;

  @ApiPropertyOptional({ maxLength: FIELD_LIMITS.tagLength })
  @IsOptional()
  @IsString()
  @MaxLength(FIELD_LIMITS.tagLength)
  tag?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'true: only those with unread messages' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  unread?: boolean;

  @ApiPropertyOptional({ maxLength: CURSOR_LENGTH, description: '`nextCursor` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(CURSOR_LENGTH)
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, default: 50 })
  @IsOptional()
  @Numeric()
  @IsInt()
  limit?: number;
}

export class EventsQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Forward: the events after this one' })
  @IsOptional()
  @Numeric()
  @IsInt()
  @Min(0)
  @Max(MAX_SEQ)
  after?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Backward: the events before this one' })
  @IsOptional()
  @Numeric()
  @IsInt()
  @Min(0)
  @Max(MAX_SEQ)
  before?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, default: 50 })
  @IsOptional()
  @Numeric()
  @IsInt()
  @Min(0)
  limit?: number;
}
