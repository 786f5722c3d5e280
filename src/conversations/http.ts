// What the routes of conversations share: the key of a repeat, versions, seqs in addresses, and the answer to an append.

import { applyDecorators, createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { isUuid, newId } from '../common/ids.js';
import type { Ack, AppendAnswer } from '../protocol/index.js';
import { AppendAnswerSchema, ProblemSchema } from './answers.schemas.js';
import { wrong } from './content-fields.js';

/** The `Idempotency-Key`, which becomes the event's id; made here where there is none. Throws `invalid`. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (key === undefined) return newId();
  if (!isUuid(key)) throw wrong('Idempotency-Key');
  return key.toLowerCase();
});

/** The version of `If-Match`, if there is one. Throws `invalid`. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
  if (value === undefined || value === '*') return undefined;
  const version = /^(?:W\/)?"?(\d{1,10})"?$/.exec(value)?.[1];
  if (version === undefined) throw wrong('If-Match');
  return Number(version);
});

/** A `seq` in an address. */
export class SeqPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^[1-9]\d{0,9}$/.test(value)) throw wrong('seq');
    return Number(value);
  }
}

/** 201 for what was appended, 200 for a repeat and for what changed nothing. */
export function answerAppend(reply: FastifyReply, ack: Ack, appended = ack.duplicate !== true): AppendAnswer {
  void reply.status(appended ? 201 : 200);
  return ack;
}

/** Describes a route that appends. */
export function ApiAppend(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'A UUID: the id of the event, by which a repeat is known',
    }),
    ApiResponse({ status: 201, type: AppendAnswerSchema, description: 'Appended' }),
    ApiResponse({ status: 200, type: AppendAnswerSchema, description: 'A repeat, or nothing was to be changed' }),
    ApiProblems(),
  );
}

/** Describes the refusals that every route can answer with. */
export function ApiProblems(): MethodDecorator {
  return applyDecorators(
    ...[400, 401, 403, 404].map((status) => ApiResponse({ status, type: ProblemSchema, description: 'Refused' })),
  );
}
