// The one error of the product: a code of the protocol's table, a message that is safe to show, and its cause.

import { CODES, type Code } from '../protocol/index.js';

/** More of a {@link ChatError}: cause for the log, waiting time for the client, names of wrong fields. */
export interface ChatErrorDetails {
  cause?: unknown;
  retryAfterMs?: number;
  /** Overrides the table: an error that cannot be helped by trying again. */
  retryable?: boolean;
  /** Names of wrong fields, never values. */
  fields?: string[];
  /** Further members of the REST problem, such as the present row of a stale change. */
  extra?: Record<string, unknown>;
  /** Overrides the table's HTTP status (412 of a stale `If-Match`). */
  status?: number;
}

/** An expected refusal. `message` is shown to clients and must hold nothing private. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly retryable: boolean;

  constructor(
    readonly code: Code,
    message: string,
    readonly details: ChatErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.retryable = details.retryable ?? CODES[code].retryable;
  }

  get status(): number {
    return this.details.status ?? CODES[this.code].status;
  }
}

/** The same answer for what does not exist and for what belongs to another shop. */
export function notFound(what = 'Nothing here'): ChatError {
  return new ChatError('not_found', what);
}
