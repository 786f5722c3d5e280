// The fold: a conversation's state from its events. Pure; widget, console and tests use the same one.
// Edits and recalls are folded into the message they touch, in whatever order pages and pushes bring them.

import type { ConversationState, Item, MessageItem, NoteItem, Touch } from './conversation-state.js';
import { otherSide } from './delivery.js';
import type { ChatEvent } from './protocol.js';

/** Where an event stands to a state: already applied, next in line, or beyond a gap. */
export type Place = 'repeat' | 'next' | 'gap';

/** Tells whether an event can be applied (`after` names the event before it for this audience). */
export function placeOf(state: ConversationState, event: Pick<ChatEvent, 'seq' | 'after'>): Place {
  if (event.seq <= state.cursor) return 'repeat';
  return event.after <= state.cursor ? 'next' : 'gap';
}

/**
 * The state after an event. A repeat, or an event beyond a gap, leaves the same object.
 * Types that are not known move the cursor and nothing else.
 * @example const next = applyEvent(state, event); if (next !== state) render(next);
 */
export function applyEvent(state: ConversationState, event: ChatEvent): ConversationState {
  if (placeOf(state, event) !== 'next') return state;
  const newer = event.seq > state.last;
  const held = {
    ...state,
    ready: true,
    cursor: event.seq,
    first: state.first === 0 ? event.seq : state.first,
    hasMore: state.first === 0 ? event.after > 0 : state.hasMore,
    ...(newer && { last: event.seq, counts: event.counts, lastEventAt: event.at }),
  };
  const item = itemOf(event);
  const folded = item
    ? { ...held, items: [...held.items, item] }
    : event.type === 'edit' || event.type === 'recall'
      ? withTouch(held, event.of, touchOf(event))
      : held;
  return withUnread(newer ? applyHead(folded, event) : folded);
}

/** Puts a page of older events (rising, ending just before `first`) in front. A page that is not older leaves the same object. */
export function prependPage(state: ConversationState, events: readonly ChatEvent[]): ConversationState {
  const [oldest] = events;
  const newest = events.at(-1);
  if (!oldest || !newest || newest.seq >= state.first) return state;
  let older: ConversationState = {
    ...state,
    cursor: oldest.after,
    items: [],
    first: 0,
    touches: new Map(),
    last: state.last,
  };
  for (const event of events) older = applyEvent(older, event);
  const touches = new Map(older.touches);
  const items = older.items.map((item) => {
    const touch = state.touches.get(item.seq);
    return touch && item.kind !== 'system' ? touched(item, touch) : item;
  });
  for (const [seq, touch] of state.touches) if (seq < oldest.seq) touches.set(seq, merged(touches.get(seq), touch));
  return withUnread({
    ...state,
    first: oldest.seq,
    hasMore: oldest.after > 0,
    items: [...items, ...state.items],
    touches,
  });
}

/** The same state with `unread` derived anew from counts, marks and what was read here. */
export function withUnread(state: ConversationState): ConversationState {
  const seen = Math.max(state.marks.readCounts[state.side], state.readToCount);
  const unread = Math.max(0, state.counts[otherSide(state.side)] - seen);
  return unread === state.unread ? state : { ...state, unread };
}

function itemOf(event: ChatEvent): Item | null {
  const { seq, by, at, counts } = event;
  switch (event.type) {
    case 'message':
    case 'note': {
      const { conversation: _conversation, after: _after, type, ...rest } = event;
      return { ...rest, kind: type };
    }
    case 'opened':
    case 'status':
    case 'assignment':
    case 'priority':
    case 'tags':
    case 'rating':
      return { seq, by, at, counts, kind: 'system', event };
    default:
      return null;
  }
}

function touchOf(event: Extract<ChatEvent, { type: 'edit' | 'recall' }>): Touch {
  return event.type === 'recall' ? { recalled: event.seq } : { edited: event.seq, content: event.content };
}

/** Of edits the one with the highest `seq` counts, of recalls the first. */
function merged(before: Touch | undefined, touch: Touch): Touch {
  if (!before) return touch;
  const newer = (touch.edited ?? 0) >= (before.edited ?? 0) ? touch : before;
  const recalled = Math.min(before.recalled ?? Infinity, touch.recalled ?? Infinity);
  return { ...before, ...newer, ...(recalled < Infinity && { recalled }) };
}

function withTouch(state: ConversationState, seq: number, touch: Touch): ConversationState {
  const index = state.items.findIndex((item) => item.seq === seq);
  const item = state.items[index];
  if (item && item.kind !== 'system') {
    const items = [...state.items];
    items[index] = touched(item, touch);
    return { ...state, items };
  }
  if (seq >= state.first) return state;
  return { ...state, touches: new Map(state.touches).set(seq, merged(state.touches.get(seq), touch)) };
}

/** A recall wins over every edit. */
function touched<T extends MessageItem | NoteItem>(item: T, touch: Touch): T {
  const all = merged(item, touch);
  return { ...item, ...all, content: all.recalled === undefined ? (all.content ?? null) : null };
}

/** What an event changes of status, assignee, priority, tags. */
export function applyHead(state: ConversationState, event: ChatEvent): ConversationState {
  switch (event.type) {
    case 'opened':
      return { ...state, openedAt: event.at };
    case 'status':
      return { ...state, status: event.to, until: event.until ?? null };
    case 'assignment':
      return { ...state, assignee: event.to === null ? null : { id: event.to, name: nameOf(state, event.to, event) } };
    case 'priority':
      return { ...state, priority: event.to };
    case 'tags':
      return {
        ...state,
        tags: [
          ...state.tags.filter((tag) => !event.removed.includes(tag) && !event.added.includes(tag)),
          ...event.added,
        ],
      };
    case 'message':
      return state.assignee?.name === null && state.assignee.id === event.by.id
        ? { ...state, assignee: { id: event.by.id, name: event.by.name } }
        : state;
    default:
      return state;
  }
}

function nameOf(state: ConversationState, id: string, event: ChatEvent): string | null {
  if (event.by.id === id) return event.by.name;
  return state.assignee?.id === id ? state.assignee.name : null;
}
