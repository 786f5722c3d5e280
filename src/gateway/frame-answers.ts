// What a client hears when its frame fails: `reject` where the frame carries an id to answer, else `error`. Expected
// refusals are told by their code; what nobody foresaw is logged once, here, and the client is told `internal`.

import { type ArgumentsHost, Catch, HttpException, Logger, type WsExceptionFilter } from '@nestjs/common';
import { WsException } from '@nestjs/websockets';

import { ChatError } from '../common/chat-error.js';
import { newId } from '../common/ids.js';
import { isAway } from '../persistence/sql-errors.js';
import { CLOSE, type Code, CODES, FIELD_LIMITS } from '../protocol/index.js';
import type { Connection } from './connection.js';
import { shortText } from './frame-decoder.js';

const CODE_OF_STATUS: Readonly<Partial<Record<number, Code>>> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
};
const AWAY_RETRY_MS = 1_000;
const EVENT_LENGTH = 32;

/** For `@UseFilters` on a gateway: hands every error to the adapter, which answers it here. Nest's own echoes the data. */
@Catch()
export class FrameFilter implements WsExceptionFilter {
  catch(exception: unknown, _host: ArgumentsHost): never {
    throw exception;
  }
}

export class FrameAnswers {
  private readonly logger = new Logger('Frames');

  /** Answers a frame that failed. A failed `hello` also ends the connection. */
  failed(connection: Connection, event: string, data: object, exception: unknown): void {
    const error = toChatError(exception);
    this.log(connection, event, error);
    this.refuse(connection, event, data, error);
    if (event !== 'hello' || connection.state !== 'new') return;
    connection.close(error.retryable ? CLOSE.busy : CLOSE.badHello, 'hello refused');
  }

  /** Tells a refusal. */
  refuse(connection: Connection, event: string, data: object, error: ChatError): void {
    const { code, message, retryable, details } = error;
    const wait = details.retryAfterMs === undefined ? {} : { retryAfterMs: details.retryAfterMs };
    const id = event === 'send' ? shortText(data, 'id', FIELD_LIMITS.idLength) : null;
    if (id !== null) {
      connection.frame('reject', { id, code, message, retryable, ...wait });
      return;
    }
    const conversation = shortText(data, 'conversation', FIELD_LIMITS.idLength);
    connection.error(code, message, nameOf(event), { ...(conversation === null ? {} : { conversation }), ...wait });
  }

  private log(connection: Connection, event: string, error: ChatError): void {
    const level = CODES[error.code].log;
    const cause = level === 'debug' ? {} : { err: error.details.cause ?? error };
    const correlationId = error.code === 'internal' ? { correlationId: newId() } : {};
    const about = { msg: error.message, code: error.code, of: nameOf(event), session: connection.id };
    this.logger[level]({ ...about, ...correlationId, ...cause });
  }
}

/** The name of a client's frame, as far as it can be told back. */
export function nameOf(event: string): string {
  return /^[\w.-]+$/.test(event) ? event.slice(0, EVENT_LENGTH) : '';
}

function toChatError(exception: unknown): ChatError {
  if (exception instanceof ChatError) return exception;
  if (isAway(exception)) {
    const details = { cause: exception, retryAfterMs: AWAY_RETRY_MS };
    return new ChatError('unavailable', 'The database cannot be reached', details);
  }
  // Nest's guards refuse so; its pipes throw HTTP exceptions on gateways too.
  if (exception instanceof WsException) return new ChatError('forbidden', 'Not allowed', { cause: exception });
  const code = exception instanceof HttpException ? CODE_OF_STATUS[exception.getStatus()] : undefined;
  return new ChatError(code ?? 'internal', CODES[code ?? 'internal'].title, { cause: exception });
}
