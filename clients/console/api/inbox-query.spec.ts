// Lists as filters, and filters as queries.

import { describe, expect, it } from 'vitest';

import { filterOf, inboxQuery, VIEWS, viewOf } from './inbox-query.js';

describe('inboxQuery', () => {
  it.each([
    ['mine', 'status=open&assignee=me'],
    ['unassigned', 'status=open&assignee=none'],
    ['open', 'status=open'],
    ['snoozed', 'status=snoozed'],
    ['resolved', 'status=resolved'],
  ] as const)('asks for %s by %s', (view, query) => {
    expect(inboxQuery(filterOf(view, null), null)).toBe(query);
  });

  it('names the shop and the cursor, escaped', () => {
    expect(inboxQuery(filterOf('open', 's 1'), 'a+b=')).toBe('status=open&shop=s+1&cursor=a%2Bb%3D');
  });

  it('writes every member of a filter', () => {
    const filter = { priority: 'urgent', tag: 'vip', unread: true } as const;
    expect(inboxQuery(filter, null)).toBe('priority=urgent&tag=vip&unread=true');
  });
});

describe('viewOf', () => {
  it('knows each list by its name and takes the first for anything else', () => {
    expect(VIEWS.map((view) => viewOf(view))).toEqual(VIEWS);
    expect(viewOf('nonsense')).toBe('mine');
    expect(viewOf(null)).toBe('mine');
  });
});
