// Small words that all appends share: the sender's id, the ack, and errors as clients may see them.

import { ChatError } from '../common/chat-error.js';
import { isUuid } from '../common/ids.js';
import type { Appended } from '../persistence/log/log-types.js';
import { isAway, isLostRace } from '../persistence/sql-errors.js';
import type { Ack } from '../protocol/index.js';
import { wrong } from './content-fields.js';

const AWAY_RETRY_MS = 1_000;

/** The id by which repeats are known: a UUID in any case of letters, kept in lower case. Throws `invalid`. */
export function clientIdOf(id: unknown): string {
  if (!isUuid(id)) throw wrong('id');
  return id.toLowerCase();
}

/** The answer to an append, under the id as its sender wrote it. */
export function ackOf(id: string, { conversationId, seq, at, duplicate }: Appended): Ack {
  const ack = { id, conversation: conversationId, seq, at: new Date(at).toISOString() };
  return duplicate ? { ...ack, duplicate } : ack;
}

/** Any failure as a `ChatError`: `unavailable` while the database is away, `internal` for what nobody foresaw. */
export function chatErrorOf(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  if (isAway(error) || isLostRace(error)) {
    return new ChatError('unavailable', 'The database cannot be reached', {
      cause: error,
      retryAfterMs: AWAY_RETRY_MS,
    });
  }
  return new ChatError('internal', 'Something went wrong', { cause: error });
}
