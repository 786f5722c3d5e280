// The frames of a client as classes with checks: one for each frame that carries data. Members that a class does not know
// are left out, so that newer clients live with older nodes. What a content holds is checked by conversations/content.ts.

import { applyDecorators } from '@nestjs/common';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

import {
  type ClientFrames,
  type Content,
  type Cursors,
  FIELD_LIMITS,
  type InboxFilter,
  PRIORITIES,
  type Priority,
  type Status,
  STATUSES,
  WIRE_LIMITS,
} from '../protocol/index.js';

type HelloFrame = ClientFrames['hello'];
type SendFrame = ClientFrames['send'];
type UpToFrame = ClientFrames['received'] & ClientFrames['read'];
type TypingFrame = ClientFrames['typing'];
type WatchFrame = ClientFrames['watch'];
type UnwatchFrame = ClientFrames['unwatch'];
type SyncFrame = ClientFrames['sync'];
type InboxFrame = ClientFrames['inbox'];
type RefreshFrame = ClientFrames['refresh'];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ID = FIELD_LIMITS.idLength;

/** May be left out; null is a value. */
function Optional(): PropertyDecorator {
  return ValidateIf((_frame, value) => value !== undefined);
}

/** `seq` by conversation. */
function IsCursors(): PropertyDecorator {
  return ValidateBy({ name: 'isCursors', validator: { validate: isCursors } });
}

function isCursors(value: unknown): value is Cursors {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= WIRE_LIMITS.watched && entries.every(([key, seq]) => isKey(key) && isSeq(seq));
}

/** `__proto__` is no conversation, and would be the one key that a copy of the map loses. */
function isKey(key: string): boolean {
  return key.length > 0 && key.length <= ID && key !== '__proto__';
}

function isSeq(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A number of the log, or a count. */
function IsWhole(min: number): PropertyDecorator {
  return applyDecorators(IsInt(), Min(min), Max(Number.MAX_SAFE_INTEGER));
}

/** An id or another short key. */
function IsKey(): PropertyDecorator {
  return applyDecorators(IsString(), Length(1, ID));
}

export class FilterDto implements InboxFilter {
  @Optional() @IsKey() shop?: string;
  @Optional() @IsIn(STATUSES) status?: Status;
  @Optional() @IsKey() assignee?: string;
  @Optional() @IsIn(PRIORITIES) priority?: Priority;
  @Optional() @IsString() @Length(1, FIELD_LIMITS.tagLength) tag?: string;
  @Optional() @IsBoolean() unread?: boolean;
}

export class HelloDto implements HelloFrame {
  @IsString() @Length(1, FIELD_LIMITS.tokenLength) token!: string;
  @IsString() @Length(1, FIELD_LIMITS.deviceLength) device!: string;
  @Optional() @IsKey() log?: string;
  @Optional() @IsCursors() watch?: Cursors;
  @Optional() @IsObject() @ValidateNested() inbox?: InboxFilter;
  @Optional() @IsString() @Length(1, FIELD_LIMITS.clientLength) client?: string;
  @Optional() @IsKey() resumes?: string;
}

export class SendDto implements SendFrame {
  @IsString() @Matches(UUID) id!: string;
  @Optional() @IsKey() conversation?: string;
  @IsObject() content!: Content;
  @Optional() @IsWhole(1) replyTo?: number;
}

/** `received` and `read`. */
export class UpToDto implements UpToFrame {
  @IsCursors() upTo!: Cursors;
}

export class TypingDto implements TypingFrame {
  @IsKey() conversation!: string;
  @IsBoolean() on!: boolean;
}

export class WatchDto implements WatchFrame {
  @IsCursors() conversations!: Cursors;
}

export class UnwatchDto implements UnwatchFrame {
  @IsArray()
  @ArrayMaxSize(WIRE_LIMITS.watched)
  @IsString({ each: true })
  @Length(1, ID, { each: true })
  conversations!: string[];
}

export class SyncDto implements SyncFrame {
  @IsKey() conversation!: string;
  @Optional() @IsWhole(0) after?: number;
  @Optional() @IsWhole(0) before?: number;
  /** Clamped by the gateway. */
  @Optional() @IsWhole(0) limit?: number;
}

export class InboxDto implements InboxFrame {
  @ValidateIf((frame: InboxDto) => frame.filter !== null)
  @IsObject()
  @ValidateNested()
  filter!: InboxFilter | null;
}

export class RefreshDto implements RefreshFrame {
  @IsString() @Length(1, FIELD_LIMITS.tokenLength) token!: string;
}
