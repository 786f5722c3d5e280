// Keeps the order of one connection's pipelined sends, by conversation: after a retryable refusal everything behind it is
// refused too, until the refused one comes again (docs/protocol.md §7). The log keeps the same order inside its batches
// through the shared guard.

import { ChatError } from '../common/chat-error.js';
import type { OrderGuard } from '../persistence/log/log-types.js';

/** A send between its frame and its answer. Hand `guard` to the log, then call `done` or `refused`, whatever happens. */
export interface Place {
  readonly key: string;
  readonly id: string;
  readonly guard: OrderGuard;
  answered: boolean;
}

interface Row {
  guard: OrderGuard;
  /** A send was refused retryably before it got to the log. */
  stopped: boolean;
  /** In the order in which they came: not answered yet, or refused and expected again. */
  open: Place[];
}

/** Conversations of one connection that wait for a refused send, at most. Beyond, only a reconnect restores the order. */
const MAX_ROWS = 256;
const RETRY_MS = 250;

export class SendOrder {
  /** Sends that hold a place and are not answered. */
  unanswered = 0;
  private readonly rows = new Map<string, Row>();
  /** Places whose handler has not come for them yet. */
  private reserved: Place[] = [];

  /**
   * For the intake, as the frame comes in: a handler starts a few microtasks later, and a refusal of a later frame must not
   * get ahead of it. Throws `conflict`, retryable.
   */
  reserve(conversation: string | undefined, sendId: string): Place {
    const place = this.take(conversation ?? '', sendId.toLowerCase());
    this.reserved.push(place);
    return place;
  }

  /** For the intake, when the handler is through: one that did not come for its place needs none. */
  release(place: Place): void {
    if (!this.reserved.includes(place)) return;
    this.reserved = this.reserved.filter((other) => other !== place);
    this.done(place);
  }

  /** The place of a send in the row of its conversation (absent: the sender's active one). Throws `conflict`, retryable. */
  enter(conversation: string | undefined, sendId: string): Place {
    const key = conversation ?? '';
    const id = sendId.toLowerCase();
    const place = this.reserved.find((other) => other.key === key && other.id === id);
    if (!place) return this.take(key, id);
    this.reserved = this.reserved.filter((other) => other !== place);
    return place;
  }

  /** The send was answered by an `ack` or a final `reject`. */
  done(place: Place): void {
    this.answer(place);
    const row = this.rows.get(place.key);
    if (row?.guard !== place.guard) return;
    row.open = row.open.filter((open) => open !== place);
    if (row.open.length === 0) this.rows.delete(place.key);
  }

  /** The send was refused retryably: it keeps its place, and those behind it wait until its id comes again. */
  refused(place: Place): void {
    this.answer(place);
    place.guard.broken = true;
  }

  /**
   * A send is refused retryably before it got a place (over a rate or a count); those in the log before it go on.
   * False: too many conversations wait already, and the connection must be closed to keep the order.
   */
  refuse(conversation: string | undefined, sendId: string): boolean {
    const row = this.rows.get(conversation ?? '');
    if (row && (row.stopped || row.guard.broken)) return true;
    if (!row && this.rows.size >= MAX_ROWS) return false;
    const place = this.take(conversation ?? '', sendId.toLowerCase());
    this.answer(place);
    const stopped = this.rows.get(place.key);
    if (stopped) stopped.stopped = true;
    return true;
  }

  private take(key: string, id: string): Place {
    const last = this.rows.get(key);
    const broken = last !== undefined && (last.stopped || last.guard.broken);
    // The first that was refused, or is not decided yet, is the one that must come next: whatever else would overtake it.
    if (broken && last.open.length > 0 && last.open[0]?.id !== id) throw behindRefused();
    const row = last && !broken ? last : { guard: { broken: false }, stopped: false, open: [] };
    const place: Place = { key, id, guard: row.guard, answered: false };
    row.open.push(place);
    this.rows.set(key, row);
    this.unanswered++;
    return place;
  }

  private answer(place: Place): void {
    if (place.answered) return;
    place.answered = true;
    this.unanswered--;
  }
}

function behindRefused(): ChatError {
  return new ChatError('conflict', 'An earlier message was refused: send that one again first', {
    retryAfterMs: RETRY_MS,
  });
}
