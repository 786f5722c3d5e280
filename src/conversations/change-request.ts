// What a PATCH of a conversation may ask for, checked and normalised.

import type { ChangeRequest } from '../protocol/index.js';
import { FIELD_LIMITS, PRIORITIES, STATUSES } from '../protocol/index.js';
import type { Change } from './change.js';
import { isWhole, wrong } from './content-fields.js';

const LONGEST_SNOOZE_MS = 366 * 24 * 60 * 60_000;
const CONTROL = /\p{Cc}/u;

/** Throws `invalid`. That an assignee belongs to the shop is left to the caller. */
export function changeOf(request: ChangeRequest, now: number, ifMatch: number | undefined): Change {
  const { status, until, assignee, priority, tags } = request;
  if (status !== undefined && !STATUSES.includes(status)) throw wrong('status');
  if (priority !== undefined && !PRIORITIES.includes(priority)) throw wrong('priority');
  if (until !== undefined && status !== 'snoozed') throw wrong('until');
  return {
    untilMs: until === undefined ? null : untilOf(until, now),
    ...(status === undefined ? {} : { status }),
    ...(assignee === undefined ? {} : { assignee }),
    ...(priority === undefined ? {} : { priority }),
    ...(tags === undefined ? {} : { tags: tagsOf(tags) }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
}

function untilOf(until: string, now: number): number {
  const ms = Date.parse(until);
  if (!Number.isFinite(ms) || ms > now + LONGEST_SNOOZE_MS) throw wrong('until');
  return ms;
}

/** Trimmed, composed, each once, in the order given. */
function tagsOf(tags: readonly string[]): string[] {
  const named = [...new Set(tags.map((tag) => tag.trim().normalize('NFC')))];
  const isGood = (tag: string): boolean =>
    tag !== '' && tag.length <= FIELD_LIMITS.tagLength && isWhole(tag) && !CONTROL.test(tag);
  if (named.length > FIELD_LIMITS.tags || !named.every(isGood)) throw wrong('tags');
  return named;
}
