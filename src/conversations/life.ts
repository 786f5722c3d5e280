// The life of a conversation as pure functions from its locked head to a decision: what a message of either side, a
// change of status and the end of a snooze do. The table stands in the protocol, section 11.

import { ChatError } from '../common/chat-error.js';
import { schedule, unschedule } from '../persistence/due-jobs.js';
import type { Conversation } from '../persistence/entities/index.js';
import type { Decision, Draft, HeadPatch } from '../persistence/log/log-types.js';
import { type ActorRole, type Content, FIELD_LIMITS, previewOf, type Status } from '../protocol/index.js';

/** A conversation as the decision finds it. */
export type Head = Readonly<Conversation>;

/** Kind of the due job that ends a snooze. */
export const SNOOZE_JOB = 'conversation.snooze';
const DAY_MS = 24 * 60 * 60_000;

/** A message about to be written. */
export interface Writing {
  role: ActorRole;
  content: Content;
  replyTo?: number;
}

/** A change of status: its event, and what it does to the head. */
export interface Move {
  event: Draft;
  patch: HeadPatch;
  also?: NonNullable<Decision['also']>;
}

/** A shopper writes. Throws `closed` where the conversation was resolved longer ago than the shop reopens. */
export function customerWrites(head: Head, at: number, writing: Writing, reopenDays: number): Decision {
  if (head.status === 'resolved' && !reopens(head, at, reopenDays)) throw closed();
  const move = head.status === 'open' ? undefined : moveTo(head, 'open', at);
  return write(head, at, writing, move, { waitingSince: head.waitingSince ?? at });
}

/** The shop's side writes: only a resolved conversation opens by it. */
export function shopWrites(head: Head, at: number, writing: Writing): Decision {
  const move = head.status === 'resolved' ? moveTo(head, 'open', at) : undefined;
  return write(head, at, writing, move, { waitingSince: null, firstReplyAt: head.firstReplyAt ?? at });
}

/** Whether a resolved conversation opens again when its customer writes. */
export function reopens(head: Pick<Head, 'resolvedAt'>, at: number, reopenDays: number): boolean {
  return head.resolvedAt !== null && at - head.resolvedAt <= reopenDays * DAY_MS;
}

/**
 * The shop's side sets a status. Undefined: it is so already. Throws `closed` for a resolved conversation that is not
 * opened first.
 */
export function setStatus(head: Head, at: number, to: Status, untilMs: number | null): Move | undefined {
  if (to === 'snoozed' && untilMs !== null && untilMs <= at)
    throw new ChatError('invalid', 'Not valid: until', { fields: ['until'] });
  if (head.status === to && (to !== 'snoozed' || head.snoozedUntil === untilMs)) return undefined;
  if (head.status === 'resolved' && to !== 'open') throw closed();
  return moveTo(head, to, at, untilMs);
}

/** A snooze has reached its time. Nothing happens where it was ended or moved meanwhile. */
export function snoozeEnds(head: Head, at: number, untilMs: number): Decision {
  if (head.status !== 'snoozed' || head.snoozedUntil !== untilMs) return { events: [] };
  const { event, patch } = moveTo(head, 'open', at);
  return { events: [event], patch };
}

function moveTo(head: Head, to: Status, at: number, untilMs: number | null = null): Move {
  const until = untilMs === null ? {} : { until: new Date(untilMs).toISOString() };
  const event: Draft = { type: 'status', audience: 'all', body: { from: head.status, to, ...until } };
  const patch: HeadPatch = { status: to, snoozedUntil: untilMs };
  if (to === 'resolved') Object.assign(patch, { resolvedAt: at, waitingSince: null, activeCustomer: null });
  if (head.status === 'resolved') Object.assign(patch, { resolvedAt: null, activeCustomer: head.customerId });
  const also = jobOf(head, untilMs);
  return also ? { event, patch, also } : { event, patch };
}

/** The due job follows the status in the same commit. */
function jobOf(head: Head, untilMs: number | null): Move['also'] {
  const { id, shopId } = head;
  if (untilMs !== null) {
    const job = { kind: SNOOZE_JOB, subject: id, payload: { shop: shopId, until: untilMs }, dueAt: untilMs };
    return (manager) => schedule(manager, job);
  }
  return head.snoozedUntil === null ? undefined : (manager) => unschedule(manager, SNOOZE_JOB, id);
}

function write(head: Head, at: number, writing: Writing, move: Move | undefined, clocks: HeadPatch): Decision {
  const { role, content, replyTo } = writing;
  const body = { content, ...(replyTo === undefined ? {} : { replyTo }) };
  const events: Draft[] = [...(move ? [move.event] : []), { type: 'message', audience: 'all', body }];
  const preview = previewPatch(head.lastSeq + events.length, role, content, at);
  // A conversation that lost its place to a newer one takes it back or, by the unique key, is refused as `closed`.
  const place = head.activeCustomer === null ? { activeCustomer: head.customerId } : {};
  return {
    events,
    answer: events.length - 1,
    patch: { ...place, ...move?.patch, ...clocks, ...preview },
    ...(move?.also ? { also: move.also } : {}),
  };
}

/** What lists show of the last message. */
export function previewPatch(seq: number, role: ActorRole, content: Content, at: number): HeadPatch {
  return { previewSeq: seq, previewBy: role, previewText: previewText(content), previewAt: at };
}

/** The preview's text, never cut within a character. libsql reads a text column up to U+0000 only, which a space replaces. */
export function previewText(content: Content): string {
  return previewOf(content)
    .slice(0, FIELD_LIMITS.previewLength)
    .replaceAll('\0', ' ')
    .replace(/[\uD800-\uDBFF]$/, '');
}

function closed(): ChatError {
  return new ChatError('closed', 'This conversation is closed');
}
