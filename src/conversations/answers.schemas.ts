// Answers of the conversation calls as OpenAPI shows them.

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

import { type AppendAnswer, PRIORITIES, type Priority, type Status, STATUSES } from '../protocol/index.js';

export class AppendAnswerSchema implements AppendAnswer {
  @ApiProperty({ format: 'uuid', description: 'The `Idempotency-Key`, or the id that the server made' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  conversation!: string;

  @ApiProperty({ type: 'integer' })
  seq!: number;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiPropertyOptional({ description: "true: a repeat, answered with the first one's place" })
  duplicate?: boolean;
}

export class CustomerSchema {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, nullable: true })
  name!: string | null;

  @ApiProperty({ description: "true only by an identity signed with the shop's secret" })
  verified!: boolean;

  @ApiPropertyOptional({ type: String, nullable: true })
  email?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  phone?: string | null;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, nullable: true })
  attributes?: Record<string, unknown> | null;
}

export class CustomerDetailSchema extends CustomerSchema {
  @ApiProperty()
  blocked!: boolean;
}

class SidesSchema {
  @ApiProperty({ type: 'integer' })
  shop!: number;

  @ApiProperty({ type: 'integer' })
  customer!: number;
}

class MarksSchema {
  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty({ type: SidesSchema })
  delivered!: SidesSchema;

  @ApiProperty({ type: SidesSchema })
  read!: SidesSchema;

  @ApiProperty({ type: SidesSchema })
  readCounts!: SidesSchema;
}

class AssigneeSchema {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;
}

class PreviewSchema {
  @ApiProperty({ type: 'integer' })
  seq!: number;

  @ApiProperty({ enum: ['agent', 'customer', 'api', 'system'] })
  by!: string;

  @ApiProperty({ description: 'Empty once recalled' })
  text!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

/** What both sides are shown. */
export class SnapshotSchema {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  shop!: string;

  @ApiProperty({ type: 'integer', description: 'Short number, unique in the shop' })
  number!: number;

  @ApiProperty({ enum: STATUSES })
  status!: Status;

  @ApiProperty({ type: 'integer', description: 'End of the log for the caller' })
  last!: number;

  @ApiProperty({ type: SidesSchema, description: 'Messages of each side' })
  counts!: SidesSchema;

  @ApiProperty({ type: MarksSchema })
  marks!: MarksSchema;

  @ApiProperty({ type: 'integer' })
  unread!: number;

  @ApiProperty({ type: AssigneeSchema, nullable: true })
  assignee!: AssigneeSchema | null;

  @ApiProperty({ format: 'date-time' })
  lastEventAt!: string;

  @ApiProperty({ format: 'date-time' })
  openedAt!: string;

  @ApiProperty({ type: 'integer' })
  version!: number;
}

/** What the shop's side is shown. */
export class RowSchema extends SnapshotSchema {
  @ApiProperty({ type: CustomerSchema })
  customer!: CustomerSchema;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  until!: string | null;

  @ApiProperty({ enum: PRIORITIES })
  priority!: Priority;

  @ApiProperty({ type: [String] })
  tags!: string[];

  @ApiProperty({ type: PreviewSchema, nullable: true })
  lastMessage!: PreviewSchema | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  waitingSince!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  firstReplyAt!: string | null;
}

/** One row with what its shopper looks at. */
export class RowDetailSchema extends RowSchema {
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, nullable: true, description: 'Unverified' })
  context?: Record<string, unknown> | null;
}

export class RowsPageSchema {
  @ApiProperty({ type: [RowSchema] })
  items!: RowSchema[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class UploadAnswerSchema {
  @ApiProperty({ format: 'uuid' })
  file!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: 'integer', description: 'Bytes' })
  size!: number;

  @ApiProperty()
  mime!: string;

  @ApiPropertyOptional({ type: 'integer' })
  width?: number;

  @ApiPropertyOptional({ type: 'integer' })
  height?: number;
}

export class ProblemSchema {
  @ApiProperty()
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty({ type: 'integer' })
  status!: number;

  @ApiProperty()
  code!: string;

  @ApiProperty()
  detail!: string;

  @ApiProperty()
  retryable!: boolean;

  @ApiPropertyOptional({ type: [String] })
  fields?: string[];
}
