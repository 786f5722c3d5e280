// What a PATCH may ask for, and cursors of the inbox.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ChangeRequest } from '../protocol/index.js';
import { changeOf } from './change-request.js';
import { decodeCursor, encodeCursor } from './inbox-query.js';

const NOW = Date.parse('2026-11-21T09:30:00.000Z');
const invalid = expect.objectContaining({ code: 'invalid' }) as Error;

describe('a request to change a conversation', () => {
  it('keeps absent apart from null', () => {
    expect(changeOf({}, NOW, undefined)).toEqual({ untilMs: null });
    expect(changeOf({ assignee: null }, NOW, 3)).toEqual({ untilMs: null, assignee: null, ifMatch: 3 });
  });

  it('takes each tag once, trimmed and composed', () => {
    const { tags } = changeOf({ tags: [' a', 'a', 'e\u0301', '\u00e9'] }, NOW, undefined);
    expect(tags).toEqual(['a', '\u00e9']);
  });

  it.each<[string, ChangeRequest]>([
    ['a time without a snooze', { until: '2026-11-22T00:00:00Z' }],
    ['a time with another status', { status: 'open', until: '2026-11-22T00:00:00Z' }],
    ['a time that is none', { status: 'snoozed', until: 'tomorrow' }],
    ['a time in years', { status: 'snoozed', until: '2030-01-01T00:00:00Z' }],
    ['an empty tag', { tags: [' '] }],
    ['a tag of two lines', { tags: ['a\nb'] }],
    ['half a surrogate pair', { tags: ['\ud83d'] }],
    ['a long tag', { tags: ['a'.repeat(51)] }],
    ['many tags', { tags: Array.from({ length: 21 }, (_, index) => `${index}`) }],
  ])('is refused with %s', (_name, request) => {
    expect(() => changeOf(request, NOW, undefined)).toThrow(invalid);
  });
});

describe('a cursor of the inbox', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.nat({ max: 9_999_999_999_999 }), fc.uuid(), (at, id) => {
        expect(decodeCursor(encodeCursor({ at, id }))).toEqual({ at, id });
      }),
    );
  });

  it('is refused as any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(text)).toThrow(invalid);
      }),
    );
  });
});
