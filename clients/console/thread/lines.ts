// What a thread draws, from what is held of a conversation: day lines, groups of one person's messages, system lines, and
// own messages that are still on their way. Pure.

import type { ConversationState, Item, MessageItem, NoteItem, PendingMessage, SystemItem } from '../../sdk/index.js';

/** Messages of one person that follow each other this closely are one group. */
const GROUP_MS = 5 * 60_000;

/** One line of a thread. `starts` and `ends`: whether a message begins and ends its group. */
export type Line =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'system'; readonly key: string; readonly item: SystemItem }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly item: MessageItem | NoteItem;
      readonly starts: boolean;
      readonly ends: boolean;
    }
  | { readonly kind: 'pending'; readonly key: string; readonly message: PendingMessage };

/** The lines of a conversation from top to bottom. */
export function linesOf({ items, pending }: Pick<ConversationState, 'items' | 'pending'>): readonly Line[] {
  const lines: Line[] = [];
  let day = '';
  items.forEach((item, index) => {
    const itsDay = new Date(item.at).toDateString();
    if (itsDay !== day) lines.push({ kind: 'day', key: `day ${itsDay}`, at: item.at });
    day = itsDay;
    lines.push(lineOf(item, items[index - 1], items[index + 1]));
  });
  for (const message of pending) lines.push({ kind: 'pending', key: message.id, message });
  return lines;
}

function lineOf(item: Item, before: Item | undefined, after: Item | undefined): Line {
  if (item.kind === 'system') return { kind: 'system', key: `s${item.seq}`, item };
  // A message keeps its key on the way from unsent to sent, so it does not jump.
  const key = item.id ?? `s${item.seq}`;
  return { kind: 'message', key, item, starts: !together(before, item), ends: !together(item, after) };
}

function together(a: Item | undefined, b: Item | undefined): boolean {
  if (!a || !b || a.kind === 'system' || a.kind !== b.kind) return false;
  if (a.by.id !== b.by.id || a.by.role !== b.by.role) return false;
  const sameDay = new Date(a.at).toDateString() === new Date(b.at).toDateString();
  return sameDay && Date.parse(b.at) - Date.parse(a.at) <= GROUP_MS;
}
