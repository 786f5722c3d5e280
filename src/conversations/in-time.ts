// Answers within the time in which every send is answered, whatever the database does.

import { ChatError } from '../common/chat-error.js';
import { TIMES } from '../protocol/index.js';

/** A little less, for the way back. */
const ANSWER_MS = TIMES.sendAnswerMs - 200;

/** `answer` comes in time; `done` when nothing of it is under way any more. */
export interface Started<T> {
  answer: Promise<T>;
  done: Promise<unknown>;
}

/** Starts a task. What it may still do after its answer is found by the repeat of its id. `deadline`: monotonic ms. */
export function inTime<T>(start: (deadline: number) => Promise<T>): Started<T> {
  const task = start(performance.now() + ANSWER_MS);
  const answer = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(late());
    }, ANSWER_MS);
    task.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
  return { answer, done: task.catch(() => undefined) };
}

/** Nobody knows yet. */
export function late(): ChatError {
  return new ChatError('unavailable', 'The database did not answer in time', { retryAfterMs: 1000 });
}
