// The lists that an agent can look at, as filters of the inbox, and a filter as the query of its GET.

import type { InboxFilter } from '../../sdk/protocol.js';

/** Lists in the order of their tabs. */
export const VIEWS = ['mine', 'unassigned', 'open', 'snoozed', 'resolved'] as const;

/** Name of a list. */
export type View = (typeof VIEWS)[number];

const FILTERS: Readonly<Record<View, InboxFilter>> = {
  mine: { status: 'open', assignee: 'me' },
  unassigned: { status: 'open', assignee: 'none' },
  open: { status: 'open' },
  snoozed: { status: 'snoozed' },
  resolved: { status: 'resolved' },
};

/** The filter of a list, for one shop or (null) all. */
export function filterOf(view: View, shop: string | null): InboxFilter {
  return shop === null ? FILTERS[view] : { ...FILTERS[view], shop };
}

/** `status=open&assignee=me`; members that are absent do not show. */
export function inboxQuery(filter: InboxFilter, cursor: string | null): string {
  const query = new URLSearchParams();
  const { status, assignee, shop, priority, tag, unread } = filter;
  for (const [name, value] of Object.entries({ status, assignee, shop, priority, tag })) {
    if (value !== undefined) query.set(name, value);
  }
  if (unread !== undefined) query.set('unread', String(unread));
  if (cursor !== null) query.set('cursor', cursor);
  return query.toString();
}

/** The list that an address names. */
export function viewOf(name: string | null): View {
  return VIEWS.find((view) => view === name) ?? 'mine';
}
