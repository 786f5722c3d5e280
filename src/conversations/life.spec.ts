// Every cell of the table of section 11, and the clocks that follow from it.

import { describe, expect, it } from 'vitest';

import type { HeadPatch } from '../persistence/log/log-types.js';
import type { Status } from '../protocol/index.js';
import { customerWrites, type Head, previewText, setStatus, shopWrites, snoozeEnds, type Writing } from './life.js';

const AT = 1_800_000_000_000;
const DAY_MS = 24 * 60 * 60_000;
const UNTIL = AT + 60_000;
const words: Writing = { role: 'customer', content: { kind: 'text', text: 'Hello' } };
const reply: Writing = { role: 'agent', content: { kind: 'text', text: 'Hi' } };

function headOf(status: Status, changes: Partial<Head> = {}): Head {
  return {
    id: 'c',
    shopId: 's',
    customerId: 'v',
    activeCustomer: status === 'resolved' ? null : 'v',
    number: 1,
    status,
    snoozedUntil: status === 'snoozed' ? UNTIL : null,
    assigneeId: null,
    priority: 'normal',
    tags: [],
    lastSeq: 5,
    lastPublicSeq: 5,
    lastEventAt: AT - 1000,
    customerCount: 1,
    shopCount: 1,
    waitingSince: null,
    firstReplyAt: null,
    resolvedAt: status === 'resolved' ? AT - DAY_MS : null,
    previewSeq: 5,
    previewBy: 'customer',
    previewText: 'before',
    previewAt: AT - 1000,
    version: 5,
    createdAt: AT - 2 * DAY_MS,
    changedAt: AT - 1000,
    ...changes,
  };
}

const LEFT_SNOOZE = { snoozedUntil: null };
const REOPENED = { status: 'open', resolvedAt: null, activeCustomer: 'v' };

interface Row {
  from: Status;
  types: string[];
  patch: HeadPatch | Record<string, unknown>;
  job: boolean;
}

describe('a customer writes', () => {
  it.each<Row>([
    { from: 'open', types: ['message'], patch: { waitingSince: AT }, job: false },
    { from: 'pending', types: ['status', 'message'], patch: { status: 'open', waitingSince: AT }, job: false },
    {
      from: 'snoozed',
      types: ['status', 'message'],
      patch: { status: 'open', ...LEFT_SNOOZE, waitingSince: AT },
      job: true,
    },
    { from: 'resolved', types: ['status', 'message'], patch: { ...REOPENED, waitingSince: AT }, job: false },
  ])('from $from', ({ from, types, patch, job }) => {
    const decision = customerWrites(headOf(from), AT, words, 7);
    expect(decision.events.map((event) => event.type)).toEqual(types);
    expect(decision.events[decision.answer ?? 0]?.type).toBe('message');
    expect(decision.patch).toMatchObject(patch);
    expect(decision.also !== undefined).toBe(job);
    if (types.length > 1) expect(decision.events[0]).toMatchObject({ audience: 'all', body: { from, to: 'open' } });
  });

  it('keeps the time since which it waits', () => {
    expect(customerWrites(headOf('open', { waitingSince: 7 }), AT, words, 7).patch).toMatchObject({ waitingSince: 7 });
  });

  it.each([
    { days: 7, age: 7 * DAY_MS, opens: true },
    { days: 7, age: 7 * DAY_MS + 1, opens: false },
    { days: 0, age: 1, opens: false },
  ])('reopens within $days days: $opens after $age ms', ({ days, age, opens }) => {
    const head = headOf('resolved', { resolvedAt: AT - age });
    if (opens) expect(customerWrites(head, AT, words, days).patch).toMatchObject(REOPENED);
    else expect(() => customerWrites(head, AT, words, days)).toThrow(expect.objectContaining({ code: 'closed' }));
  });

  it('tries to take back the place that a newer conversation may hold', () => {
    const head = headOf('open', { activeCustomer: null });
    expect(customerWrites(head, AT, words, 7).patch).toMatchObject({ activeCustomer: 'v' });
    expect(customerWrites(headOf('open'), AT, words, 7).patch).not.toHaveProperty('activeCustomer');
  });

  it('shows in the preview by the number that the message gets', () => {
    const patch = { previewSeq: 7, previewBy: 'customer', previewText: 'Hello', previewAt: AT };
    expect(customerWrites(headOf('pending'), AT, words, 7).patch).toMatchObject(patch);
  });
});

describe('the shop writes', () => {
  it.each<Row>([
    { from: 'open', types: ['message'], patch: { waitingSince: null, firstReplyAt: AT }, job: false },
    { from: 'pending', types: ['message'], patch: { waitingSince: null, firstReplyAt: AT }, job: false },
    { from: 'snoozed', types: ['message'], patch: { waitingSince: null, firstReplyAt: AT }, job: false },
    { from: 'resolved', types: ['status', 'message'], patch: { ...REOPENED, firstReplyAt: AT }, job: false },
  ])('from $from', ({ from, types, patch, job }) => {
    const decision = shopWrites(headOf(from, { waitingSince: 3 }), AT, reply);
    expect(decision.events.map((event) => event.type)).toEqual(types);
    expect(decision.patch).toMatchObject(patch);
    expect(decision.patch?.status ?? from).toBe(from === 'resolved' ? 'open' : from);
    expect(decision.also !== undefined).toBe(job);
  });

  it('opens again whenever it was resolved, and keeps the first reply', () => {
    const head = headOf('resolved', { resolvedAt: AT - 900 * DAY_MS, firstReplyAt: 9 });
    expect(shopWrites(head, AT, reply).patch).toMatchObject({ ...REOPENED, firstReplyAt: 9 });
  });
});

describe('the shop sets a status', () => {
  const moves: [Status, Status][] = [
    ['open', 'pending'],
    ['open', 'snoozed'],
    ['open', 'resolved'],
    ['pending', 'open'],
    ['pending', 'snoozed'],
    ['pending', 'resolved'],
    ['snoozed', 'open'],
    ['snoozed', 'pending'],
    ['snoozed', 'resolved'],
    ['resolved', 'open'],
  ];

  it.each(moves)('from %s to %s', (from, to) => {
    const move = setStatus(headOf(from), AT, to, to === 'snoozed' ? UNTIL : null);
    expect(move?.event).toMatchObject({ type: 'status', audience: 'all', body: { from, to } });
    expect(move?.patch).toMatchObject({ status: to, snoozedUntil: to === 'snoozed' ? UNTIL : null });
    expect(move?.also !== undefined).toBe(from === 'snoozed' || to === 'snoozed');
    if (to === 'resolved')
      expect(move?.patch).toMatchObject({ resolvedAt: AT, waitingSince: null, activeCustomer: null });
    if (from === 'resolved') expect(move?.patch).toMatchObject(REOPENED);
  });

  it.each<Status>(['open', 'pending', 'resolved'])('does nothing where it is %s already', (status) => {
    expect(setStatus(headOf(status), AT, status, null)).toBeUndefined();
  });

  it('moves the end of a snooze, and does nothing where it is the same', () => {
    expect(setStatus(headOf('snoozed'), AT, 'snoozed', UNTIL)).toBeUndefined();
    expect(setStatus(headOf('snoozed'), AT, 'snoozed', UNTIL + 1)?.patch).toMatchObject({ snoozedUntil: UNTIL + 1 });
  });

  it.each<Status>(['pending', 'snoozed'])('refuses to make a resolved one %s', (to) => {
    expect(() => setStatus(headOf('resolved'), AT, to, null)).toThrow(expect.objectContaining({ code: 'closed' }));
  });

  it('refuses a snooze that would end in the past', () => {
    expect(() => setStatus(headOf('open'), AT, 'snoozed', AT)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});

describe('a snooze ends', () => {
  it('by opening', () => {
    const decision = snoozeEnds(headOf('snoozed'), AT, UNTIL);
    expect(decision.events).toMatchObject([{ type: 'status', body: { from: 'snoozed', to: 'open' } }]);
    expect(decision.patch).toMatchObject({ status: 'open', snoozedUntil: null });
  });

  it.each([headOf('open'), headOf('resolved'), headOf('snoozed', { snoozedUntil: UNTIL + 1 })])(
    'not where it was ended or moved meanwhile',
    (head) => {
      expect(snoozeEnds(head, AT, UNTIL).events).toEqual([]);
    },
  );
});

describe('the preview', () => {
  it('is never cut within a character', () => {
    const text = `${'a'.repeat(199)}😀`;
    expect(previewText({ kind: 'text', text })).toBe('a'.repeat(199));
  });
});
