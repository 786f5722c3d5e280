// Reads the logs of the conversations that are followed: newest page first, pushes in their order, gaps and history by `sync`.
// One sync of a conversation is on the way at a time; an event beyond a gap is kept until the gap is filled.

import { applyEvent, placeOf, prependPage } from './apply-event.js';
import type { Clock, Timer } from './clock.js';
import type { ConversationState } from './conversation-state.js';
import type { Conversations } from './conversations.js';
import { DEFAULT_PAGE, type ChatEvent, type ClientFrame, type Cursors, type EventsPage } from './protocol.js';

/** A sync that is not answered for this long is asked again. */
const SYNC_MS = 10_000;
/** After a page that brought nothing although something is missing. */
const FRUITLESS_MS = 2_000;
/** Events beyond a gap that are kept of one conversation; more are read from the log when the gap is filled. */
const MAX_KEPT = 200;

/** What the reader needs of the client. */
export interface ReaderHost {
  clock: Clock;
  store: Conversations;
  online(): boolean;
  mayGo(): boolean;
  transmit(frame: ClientFrame): boolean;
  /** An event was applied; `pushed`: it is news, not a page. */
  applied(event: ChatEvent, pushed: boolean): void;
  /** The newest page is in: events can be pushed from its end. */
  ready(conversation: string, cursor: number): void;
  /** The cursor moved. */
  moved(conversation: string, cursor: number): void;
}

interface Reading {
  kept: Map<number, ChatEvent>;
  /** Highest `seq` that was heard of. */
  known: number;
  asked: 'newest' | 'after' | 'before' | null;
  /** Of the answer, or of the pause before asking again. */
  timer: Timer;
  paused: boolean;
  waiting: ((loaded: boolean) => void)[];
}

/** Keeps followed conversations at the end of their logs. */
export class LogReader {
  private readonly readings = new Map<string, Reading>();

  constructor(private readonly host: ReaderHost) {}

  follows(conversation: string): boolean {
    return this.readings.has(conversation);
  }

  followed(): string[] {
    return [...this.readings.keys()];
  }

  /** Begins to hold a conversation; `ask` for its newest page unless the log's first event is at hand. */
  follow(conversation: string, ask = true): void {
    this.host.store.ensure(conversation);
    this.readingOf(conversation);
    if (ask) this.work(conversation);
  }

  /** Lets a conversation go. */
  leave(conversation: string): void {
    const reading = this.readings.get(conversation);
    if (!reading) return;
    this.interrupt(conversation, reading);
    this.readings.delete(conversation);
  }

  /** Cursors of what is held, for `hello` and `watch`. */
  cursors(): Cursors {
    const held = this.followed().flatMap((id) => this.host.store.get(id) ?? []);
    return Object.fromEntries(held.filter((state) => state.ready).map((state) => [state.id, state.cursor]));
  }

  /** Nothing that was asked will be answered: the connection is gone. */
  offline(): void {
    for (const [id, reading] of this.readings) {
      this.interrupt(id, reading);
      this.forget(reading);
    }
  }

  /** Asks for whatever is missing; also when the pacer gives leave again. */
  workAll(): void {
    for (const id of this.readings.keys()) this.work(id);
  }

  /** Begins a conversation anew, in another life of its log. */
  restart(conversation: string): void {
    const reading = this.readings.get(conversation);
    if (reading) {
      this.interrupt(conversation, reading);
      this.forget(reading);
    }
    this.host.store.reset(conversation);
  }

  /** An event was pushed. */
  push(event: ChatEvent): void {
    const state = this.host.store.get(event.conversation);
    const reading = this.readings.get(event.conversation);
    if (!state || !reading) return;
    reading.known = Math.max(reading.known, event.seq);
    const place = placeOf(state, event);
    const joins = place === 'next' && (state.ready || event.after === 0);
    if (joins) this.apply(event, true);
    else if (place !== 'repeat' && reading.kept.size < MAX_KEPT) reading.kept.set(event.seq, event);
    if (joins) this.applyKept(event.conversation, reading);
    this.settle(event.conversation, state);
  }

  /** A sync was answered. */
  page(page: EventsPage): void {
    const reading = this.readings.get(page.conversation);
    const before = this.host.store.get(page.conversation);
    if (!reading || !before) return;
    const { asked } = reading;
    this.host.clock.clear(reading.timer);
    reading.asked = null;
    if (asked === 'before') this.prepend(page, reading);
    else if (asked === 'newest' && !before.ready) this.begin(page);
    else if (asked === 'after')
      for (const event of page.events) this.apply(joined(event, this.cursorOf(page.conversation)), true);
    else for (const event of page.events) this.apply(event, true);
    this.applyKept(page.conversation, reading);
    const fruitless = asked === 'after' && this.cursorOf(page.conversation) === before.cursor;
    if (fruitless) this.pause(page.conversation, reading, FRUITLESS_MS);
    this.settle(page.conversation, before);
  }

  /** A sync was refused. */
  refused(conversation: string, retryAfterMs: number | undefined): void {
    const reading = this.readings.get(conversation);
    if (!reading?.asked) return;
    this.interrupt(conversation, reading);
    this.pause(conversation, reading, retryAfterMs ?? FRUITLESS_MS);
  }

  /** Loads one page before what is held; false if there is none or it cannot be had now. */
  loadBefore(conversation: string): Promise<boolean> {
    const reading = this.readings.get(conversation);
    const state = this.host.store.get(conversation);
    if (!reading || !state?.ready || !state.hasMore || !this.host.online()) return Promise.resolve(false);
    return new Promise((resolve) => {
      reading.waiting.push(resolve);
      this.host.store.update(conversation, (held) => ({ ...held, loading: true }));
      this.work(conversation);
    });
  }

  private readingOf(conversation: string): Reading {
    const reading = this.readings.get(conversation) ?? {
      kept: new Map(),
      known: 0,
      asked: null,
      timer: null,
      paused: false,
      waiting: [],
    };
    this.readings.set(conversation, reading);
    return reading;
  }

  private cursorOf(conversation: string): number {
    return this.host.store.get(conversation)?.cursor ?? 0;
  }

  private apply(event: ChatEvent, pushed: boolean): void {
    const before = this.host.store.get(event.conversation);
    this.host.store.update(event.conversation, (state) => applyEvent(state, event));
    if (this.host.store.get(event.conversation) !== before) this.host.applied(event, pushed);
  }

  private applyKept(conversation: string, reading: Reading): void {
    if (!this.host.store.get(conversation)?.ready) return;
    for (const event of [...reading.kept.values()].sort((a, b) => a.seq - b.seq)) {
      this.apply(event, true);
      if (event.seq <= this.cursorOf(conversation)) reading.kept.delete(event.seq);
    }
  }

  private begin(page: EventsPage): void {
    const [oldest] = page.events;
    const cursor = oldest ? oldest.after : page.last;
    this.host.store.update(page.conversation, (state) => ({
      ...state,
      ready: true,
      cursor,
      last: Math.max(state.last, cursor),
    }));
    for (const event of page.events) this.apply(joined(event, this.cursorOf(page.conversation)), false);
  }

  private prepend(page: EventsPage, reading: Reading): void {
    const loaded = page.events.length > 0;
    this.host.store.update(page.conversation, (state) => ({
      ...prependPage(state, page.events),
      ...(!loaded && { hasMore: false }),
      loading: false,
    }));
    for (const resolve of reading.waiting.splice(0)) resolve(loaded);
  }

  /** Tells how far it came, and asks for what is missing yet. */
  private settle(conversation: string, before: ConversationState): void {
    const after = this.host.store.get(conversation);
    if (after?.ready && !before.ready) this.host.ready(conversation, after.cursor);
    if (after?.ready && (after.cursor !== before.cursor || !before.ready)) this.host.moved(conversation, after.cursor);
    this.work(conversation);
  }

  private work(conversation: string): void {
    const reading = this.readings.get(conversation);
    const state = this.host.store.get(conversation);
    if (!reading || !state || reading.asked || reading.paused || !this.host.online()) return;
    const wanted = !state.ready
      ? 'newest'
      : reading.known > state.cursor
        ? 'after'
        : reading.waiting.length > 0
          ? 'before'
          : null;
    if (!wanted || !this.host.mayGo()) return;
    const from = wanted === 'after' ? { after: state.cursor } : wanted === 'before' ? { before: state.first } : {};
    reading.asked = wanted;
    reading.timer = this.host.clock.set(() => {
      this.interrupt(conversation, reading);
      this.work(conversation);
    }, SYNC_MS);
    this.host.transmit({ event: 'sync', data: { conversation, ...from, limit: DEFAULT_PAGE } });
  }

  private pause(conversation: string, reading: Reading, ms: number): void {
    reading.paused = true;
    reading.timer = this.host.clock.set(() => {
      reading.paused = false;
      this.work(conversation);
    }, ms);
  }

  /** What was kept beyond a gap comes again: the next connection pushes from the cursor. */
  private forget(reading: Reading): void {
    reading.kept.clear();
    reading.known = 0;
  }

  private interrupt(conversation: string, reading: Reading): void {
    this.host.clock.clear(reading.timer);
    reading.asked = null;
    reading.paused = false;
    for (const resolve of reading.waiting.splice(0)) resolve(false);
    this.host.store.update(conversation, (state) => (state.loading ? { ...state, loading: false } : state));
  }
}

/** An answer to `sync` from the cursor holds what comes next, whatever it says of the one before. */
function joined(event: ChatEvent, cursor: number): ChatEvent {
  return event.seq > cursor && event.after > cursor ? { ...event, after: cursor } : event;
}
