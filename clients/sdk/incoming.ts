// The edge: text from the server becomes a frame of known shape, or nothing. Behind it every frame is trusted.
// An event whose body is broken still counts as an event (of no known type), so that it moves the cursor and nothing else.

import type {
  ChatEvent,
  Content,
  ConversationRow,
  EventsPage,
  Marks,
  ServerFrame,
  ServerFrameName,
} from './protocol.js';

type Data = Record<string, unknown>;

/** Reads one server frame; null for what is not JSON, not a frame, unknown or ill-shaped. */
export function readFrame(text: unknown): ServerFrame | null {
  if (typeof text !== 'string') return null;
  try {
    const frame: unknown = JSON.parse(text);
    if (!isData(frame) || typeof frame.event !== 'string' || !isData(frame.data)) return null;
    if (!Object.hasOwn(READERS, frame.event)) return null;
    const data = READERS[frame.event as ServerFrameName](frame.data);
    return data ? ({ event: frame.event, data } as unknown as ServerFrame) : null;
  } catch {
    return null;
  }
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isId = (value: unknown): value is string => isText(value) && value !== '';
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isSides = (value: unknown): boolean => isData(value) && isNumber(value.shop) && isNumber(value.customer);
const optional = (value: unknown, is: (value: unknown) => boolean): boolean => value === undefined || is(value);
const when =
  (is: (data: Data) => boolean) =>
  (data: Data): Data | null =>
    is(data) ? data : null;

const READERS: Record<ServerFrameName, (data: Data) => unknown> = {
  welcome: (d) =>
    isId(d.session) && isId(d.log) && isData(d.principal) && isId(d.principal.id) && isText(d.principal.role)
      ? {
          ...d,
          expiresIn: isNumber(d.expiresIn) ? d.expiresIn : 0,
          limits: isData(d.limits) ? d.limits : {},
          features: isTexts(d.features) ? d.features : [],
          conversations: listOf(d.conversations, rowOf),
        }
      : null,
  event: eventOf,
  events: pageOf,
  ack: when((d) => isId(d.id) && isId(d.conversation) && isNumber(d.seq)),
  reject: (d) => (isId(d.id) ? faultOf(d) : null),
  marks: (d) => (isId(d.conversation) ? marksOf(d) : null),
  typing: when((d) => isId(d.conversation) && isData(d.who) && isId(d.who.id) && typeof d.on === 'boolean'),
  presence: when((d) => isId(d.who) && isText(d.state)),
  inbox: (d) => ({
    upserts: listOf(d.upserts, rowOf),
    removed: listOf(
      d.removed,
      when((row) => isId(row.id) && isNumber(row.version)),
    ),
  }),
  ping: (d) => d,
  pong: (d) => d,
  reset: when((d) => d.conversation === null || isId(d.conversation)),
  expiring: (d) => d,
  refreshed: when((d) => isNumber(d.expiresIn)),
  drain: when((d) => isNumber(d.withinMs)),
  error: (d) => (isText(d.of) ? faultOf(d) : null),
  close: when((d) => isNumber(d.code) && optional(d.retryAfterMs, isNumber)),
};

function faultOf(data: Data): Data | null {
  if (!isText(data.code) || !optional(data.retryAfterMs, isNumber) || !optional(data.conversation, isId)) return null;
  return { ...data, message: isText(data.message) ? data.message : '', retryable: data.retryable === true };
}

function listOf<T>(list: unknown, read: (data: Data) => T | null): T[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: unknown) => (isData(one) ? (read(one) ?? []) : []) as T | T[]);
}

/** A page of the log whose events are sound; null if it is none. Also for answers of HTTP. */
export function pageOf(data: Data): EventsPage | null {
  if (!isId(data.conversation) || !Array.isArray(data.events)) return null;
  const events = listOf(data.events, eventOf);
  const last = isNumber(data.last) ? data.last : (events.at(-1)?.seq ?? 0);
  return { conversation: data.conversation, events, last, after: events[0]?.after ?? 0, more: data.more === true };
}

function rowOf(data: Data): ConversationRow | null {
  if (!isId(data.id) || !isNumber(data.version) || !isNumber(data.last) || !isSides(data.counts) || !isData(data.marks))
    return null;
  const marks = marksOf(data.marks);
  return marks && ({ ...data, marks, tags: isTexts(data.tags) ? data.tags : [] } as unknown as ConversationRow);
}

function marksOf(data: Data): (Marks & Data) | null {
  if (!isNumber(data.version) || !isSides(data.delivered) || !isSides(data.read)) return null;
  const readCounts = isSides(data.readCounts) ? data.readCounts : { shop: 0, customer: 0 };
  return { ...data, readCounts } as unknown as Marks & Data;
}

function eventOf(data: Data): ChatEvent | null {
  const { seq, after } = data;
  if (!isId(data.conversation) || !isNumber(seq) || !isNumber(after) || after >= seq || !isText(data.type)) return null;
  if (!isData(data.by) || !isText(data.by.id) || !isText(data.by.role) || !isText(data.at) || !isSides(data.counts))
    return null;
  const read = Object.hasOwn(BODIES, data.type) ? BODIES[data.type] : undefined;
  const body = read?.({ ...data, by: { ...data.by, name: isText(data.by.name) ? data.by.name : '' } });
  return (body ?? { ...data, type: 'unknown' }) as unknown as ChatEvent;
}

const written = (d: Data): Data | null => {
  const numbers = optional(d.edited, isNumber) && optional(d.recalled, isNumber) && optional(d.replyTo, isNumber);
  return numbers && optional(d.mentions, isTexts) ? { ...d, content: contentOf(d.content) } : null;
};

const BODIES: Record<string, (data: Data) => Data | null> = {
  opened: (d) => d,
  message: written,
  note: written,
  edit: (d) => (isNumber(d.of) ? { ...d, content: contentOf(d.content) } : null),
  recall: when((d) => isNumber(d.of)),
  status: when((d) => isText(d.to)),
  assignment: when((d) => d.to === null || isText(d.to)),
  priority: when((d) => isText(d.to)),
  tags: when((d) => isTexts(d.added) && isTexts(d.removed)),
  rating: when((d) => isNumber(d.score)),
};

const isMoney = (value: unknown): boolean =>
  isData(value) && Number.isSafeInteger(value.amount) && isText(value.currency);
const isFile = (d: Data): boolean => isText(d.file) && isText(d.name) && isNumber(d.size) && isText(d.mime);

const CONTENTS: Record<string, (content: Data) => boolean> = {
  text: (d) => isText(d.text),
  image: isFile,
  file: isFile,
  product: ({ product: p }) => isData(p) && isText(p.title) && isText(p.url) && isMoney(p.price),
  order: ({ order: o }) => isData(o) && isText(o.number) && isText(o.status) && isMoney(o.total),
};

/** A broken content becomes its fallback as text, or null; a kind that is not known passes with its `fallback`. */
function contentOf(value: unknown): Content | null {
  if (!isData(value) || !isText(value.kind)) return null;
  const fallback = isText(value.fallback) ? value.fallback : null;
  const sound = Object.hasOwn(CONTENTS, value.kind) ? CONTENTS[value.kind]?.(value) : fallback !== null;
  if (sound) return (value.kind === 'text' ? value : { ...value, fallback: fallback ?? '' }) as unknown as Content;
  return fallback === null ? null : { kind: 'text', text: fallback };
}
