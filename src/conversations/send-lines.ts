// Keeps the order of what one sender sends while some of it must wait: for a look-up, or for a conversation to be found
// or made. While nothing waits, sends go straight to the log and this costs nothing.

import { inTime, late, type Started } from './in-time.js';

/** A send, in both of its ways. */
export interface Sending<T> {
  /** Reaches the log before it returns. Absent: something must be looked up first. */
  straight?: () => Promise<T>;
  /** Looks up what it needs, then reaches the log. */
  careful: () => Promise<T>;
  /** After which failures of the straight way the careful one is taken (the conversation was closed meanwhile). */
  moves?: (error: unknown) => boolean;
}

/** What one sender has under way. */
interface Line {
  /** Settles once everything before it is settled. */
  tail: Promise<unknown>;
  outstanding: number;
  /** Something waits, so nothing may go straight until all that is under way is settled. */
  waiting: boolean;
}

export class SendLines {
  private readonly lines = new Map<string, Line>();

  /** Senders that have something under way which others might have to wait for. */
  get size(): number {
    return this.lines.size;
  }

  run<T>(key: string, { straight, careful, moves }: Sending<T>): Promise<T> {
    const line = this.lines.get(key);
    if (straight && !line?.waiting) {
      // Without a way to move it can neither wait nor be waited for.
      if (!moves) return straight();
      return this.follow(key, (before, own) => this.orMove(straight, careful, moves, before, own));
    }
    return this.follow(key, (before, own) => {
      own.waiting = true;
      return inTime((deadline) => after(before, careful, deadline));
    });
  }

  /** Joins the sender's line with what `start` makes. */
  private follow<T>(key: string, start: (before: Promise<unknown>, line: Line) => Started<T>): Promise<T> {
    const line = this.lines.get(key) ?? { tail: Promise.resolve(), outstanding: 0, waiting: false };
    this.lines.set(key, line);
    const { answer, done } = start(line.tail, line);
    line.outstanding += 1;
    line.tail = Promise.all([line.tail, done]).then(() => {
      line.outstanding -= 1;
      if (line.outstanding === 0) this.lines.delete(key);
    });
    return answer;
  }

  private orMove<T>(
    straight: () => Promise<T>,
    careful: () => Promise<T>,
    moves: (error: unknown) => boolean,
    before: Promise<unknown>,
    line: Line,
  ): Started<T> {
    const answer = straight().catch((error: unknown) => {
      if (!moves(error)) throw error;
      line.waiting = true;
      return inTime((deadline) => after(before, careful, deadline)).answer;
    });
    return { answer, done: answer.catch(() => undefined) };
  }
}

async function after<T>(before: Promise<unknown>, task: () => Promise<T>, deadline: number): Promise<T> {
  await before;
  if (performance.now() > deadline) throw late();
  return task();
}
