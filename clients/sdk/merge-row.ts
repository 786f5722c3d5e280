// How rows and snapshots of lists join what is held: by `version`, their marks by `marks.version`. Pure.

import { applyHead, withUnread } from './apply-event.js';
import type { ConversationState } from './conversation-state.js';
import type { ConversationRow, ConversationSnapshot, Marks } from './protocol.js';

/** A row as the inbox shows it, made of two: a stale one never overwrites a newer one. Returns `held` itself if nothing is new. */
export function mergeRow(held: ConversationRow | undefined, row: ConversationRow): ConversationRow {
  if (!held) return row;
  const newest = row.version > held.version ? row : held;
  const marks = row.marks.version > held.marks.version ? row.marks : held.marks;
  if (newest === held && marks === held.marks) return held;
  return { ...newest, marks, unread: Math.max(0, newest.counts.customer - marks.readCounts.shop) };
}

/** The state with newer marks; the same object if they are not newer. */
export function mergeMarks(state: ConversationState, marks: Marks): ConversationState {
  if (marks.version <= state.marks.version) return state;
  const { version, delivered, read, readCounts } = marks;
  return withUnread({ ...state, marks: { version, delivered, read, readCounts } });
}

/** The state with what a row or snapshot tells as of its `last`; what held events changed after that stays. */
export function mergeSnapshot(
  state: ConversationState,
  row: ConversationRow | ConversationSnapshot,
): ConversationState {
  const marked = mergeMarks(state, row.marks);
  if (row.version <= state.version) return marked;
  const { version, shop, number, status, assignee, openedAt } = row;
  const seen = { version, shop, number, status, assignee, openedAt };
  const ends = row.last > state.last ? { last: row.last, counts: row.counts, lastEventAt: row.lastEventAt } : {};
  const forAgents = 'customer' in row && {
    until: row.until,
    priority: row.priority,
    tags: row.tags,
    customer: row.customer,
  };
  let merged: ConversationState = { ...marked, ...seen, ...ends, ...forAgents };
  for (const item of state.items)
    if (item.kind === 'system' && item.seq > row.last) merged = applyHead(merged, item.event);
  return withUnread(merged);
}
