// The facts of a conversation that agents change: made of the newest row and of the events that came after it.

import type { ConversationState } from '../../sdk/index.js';
import type { ConversationRow } from '../../sdk/protocol.js';

/** What stands at the head of a conversation. `assignee.name` is null while only the id is known. */
export interface Head extends Omit<ConversationRow, 'assignee' | 'tags'> {
  readonly assignee: { readonly id: string; readonly name: string | null } | null;
  readonly tags: readonly string[];
}

/** The head as it stands now; null while no row has come. */
export function headOf(
  rows: readonly (ConversationRow | undefined)[],
  state: ConversationState | undefined,
): Head | null {
  const row = rows.reduce((best, next) => (next && (!best || next.version > best.version) ? next : best), undefined);
  if (!row) return null;
  if (!state?.ready || state.last < row.last) return row;
  const { status, until, priority, tags } = state;
  const assignee = state.assignee && { ...state.assignee, name: state.assignee.name ?? nameIn(row, state.assignee.id) };
  return { ...row, status, until, priority, tags, assignee };
}

/** Whether an agent who saw one would decide the same on the other: messages alone make no difference. */
export function sameFacts(a: Head, b: Head): boolean {
  return (
    a.status === b.status &&
    a.until === b.until &&
    a.priority === b.priority &&
    (a.assignee?.id ?? null) === (b.assignee?.id ?? null) &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag) => b.tags.includes(tag))
  );
}

function nameIn(row: ConversationRow, id: string): string | null {
  return row.assignee?.id === id ? row.assignee.name : null;
}
