// What a client is made of, put together in one place, and what happens when a connection begins, ends, or finds another life of the log.

import { systemClock, type Clock } from './clock.js';
import { Confirmer } from './confirmer.js';
import { Conversations } from './conversations.js';
import { Emitter } from './emitter.js';
import { Inbox } from './inbox.js';
import { latestFirst } from './latest-first.js';
import { Link, type LinkHost } from './link.js';
import { LogReader } from './log-reader.js';
import { mergeSnapshot } from './merge-row.js';
import { Outbox } from './outbox.js';
import { Pacer } from './pacer.js';
import { TOO_BIG } from './numbers.js';
import { WIRE_LIMITS, type ClientFrame, type ClientFrames, type ServerFrame, type ServerFrames } from './protocol.js';
import type { ChatEvent, ConversationRow, Presence, WelcomePrincipal, WireLimits } from './protocol.js';
import { Sender, type SenderHost } from './sender.js';
import { TokenKeeper } from './token.js';
import type { ClientEvents, ClientOptions, SocketClass, StateReason } from './types.js';
import { Typing } from './typing.js';

/** So many of a shopper's latest conversations are held without being asked for. */
const HELD_BY_THEMSELVES = 3;

type Welcome = ServerFrames['welcome'];

/** The parts of one client. */
export class Core {
  principal: WelcomePrincipal | null = null;
  limits: Readonly<WireLimits> = WIRE_LIMITS;
  welcome: Welcome | null = null;
  /** This connection has already begun anew because of another life of the log. */
  private restarted = false;
  readonly presences = new Map<string, Presence>();
  readonly emitter = new Emitter<ClientEvents>();
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly tokens: TokenKeeper;
  readonly link: Link;
  readonly pacer: Pacer;
  readonly sender: Sender;
  readonly reader: LogReader;
  readonly received: Confirmer;
  readonly seen: Confirmer;
  readonly typing: Typing;
  readonly inbox = new Inbox(() => this.principal?.id);
  readonly store = new Conversations({
    conversation: (id) => this.emitter.emit('conversation', { id }),
    conversations: (ids) => this.emitter.emit('conversations', { ids }),
  });

  private readonly transmit = (frame: ClientFrame): boolean => this.link.send(frame);
  private readonly mayGo = (): boolean => this.pacer.take();
  private readonly random = (): number => (this.options.random ?? Math.random)();

  constructor(
    private readonly options: ClientOptions,
    private readonly route: (core: Core, frame: ServerFrame) => void,
  ) {
    const { storage, storageKey } = options;
    const clock = (this.clock = options.clock ?? systemClock);
    const { transmit, mayGo } = this;
    this.outbox = new Outbox(
      () => clock.now(),
      storageKey === undefined ? undefined : storage,
      `${storageKey ?? ''}:send:`,
    );
    this.tokens = new TokenKeeper(clock, options.getToken);
    this.received = new Confirmer('received', clock, transmit);
    this.seen = new Confirmer('read', clock, transmit);
    this.pacer = new Pacer(clock, () => {
      this.sender.pump();
      this.reader.workAll();
    });
    this.link = new Link(this.linkHost(), options.device);
    this.sender = new Sender(this.senderHost());
    this.reader = new LogReader({
      clock,
      store: this.store,
      online: () => this.link.online,
      mayGo,
      transmit,
      applied: (event, pushed) => this.applied(event, pushed),
      ready: (conversation, cursor) => this.ready(conversation, cursor),
      moved: (conversation, cursor) => {
        this.received.note(conversation, cursor);
        this.sender.seenUpTo(conversation, cursor);
      },
    });
    this.typing = new Typing({
      clock,
      transmit,
      changed: (conversation, who, on) => {
        this.store.update(conversation, (state) => ({ ...state, typing: this.typing.in(conversation) }));
        this.emitter.emit('typing', { conversation, who, on });
      },
    });
  }

  get isShopper(): boolean {
    return this.principal?.role === 'customer';
  }

  /** Tells of a refusal. */
  fault(error: ClientEvents['error']): void {
    this.emitter.emit('error', error);
  }

  /** Tells that rows of the inbox changed. */
  tellRows(): void {
    this.emitter.emit('inbox', { rows: this.inbox.rows() });
  }

  /** A row of the list brings its last message to the shop as much as the event itself does. */
  listed(rows: readonly ConversationRow[]): void {
    for (const { id, last, marks } of rows) if (last > marks.delivered.shop) this.received.note(id, last);
  }

  /** Shows own unanswered sends where they belong (undefined: they have no conversation yet). */
  showPending(conversation: string | undefined): void {
    const messages = this.sender.pendingOf(conversation);
    if (conversation === undefined) this.emitter.emit('unplaced', { messages });
    else
      this.store.update(conversation, (state) =>
        state.pending.length + messages.length > 0 ? { ...state, pending: messages } : state,
      );
  }

  /** Takes in what the storage holds of earlier pages and lost tabs. */
  adopt(): void {
    this.outbox.adopt();
    const entries = this.outbox.list();
    for (const { conversation } of entries) if (conversation !== undefined) this.store.ensure(conversation);
    for (const state of this.store.list()) this.showPending(state.id);
    if (entries.some((entry) => entry.conversation === undefined)) this.showPending(undefined);
  }

  /** Lets a conversation go, with what is held of it. */
  forget(conversation: string): void {
    this.reader.leave(conversation);
    this.sender.forget(conversation);
    this.received.forget(conversation);
    this.seen.forget(conversation);
    this.store.drop(conversation);
  }

  /** The cursors are of another life of the log: of one conversation, or (null) of all. */
  reset(conversation: string | null, why: string): void {
    if (conversation === null && this.restarted) return;
    this.restarted ||= conversation === null;
    this.sender.forget(conversation);
    this.received.forget(conversation);
    this.seen.forget(conversation);
    if (conversation === null) this.inbox.begin(this.inbox.filter);
    const ids = conversation === null ? this.store.list().map((state) => state.id) : [conversation];
    for (const id of ids) {
      this.inbox.forget(id);
      if (this.reader.follows(id)) this.reader.restart(id);
      else this.store.drop(id);
    }
    this.mergeWelcome(conversation);
    for (const id of ids) this.showPending(id);
    this.emitter.emit('reset', { conversation, why });
    this.tellRows();
    this.reader.workAll();
  }

  private linkHost(): LinkHost {
    return {
      clock: this.clock,
      random: this.random,
      url: this.options.url,
      Socket: socketOf(this.options),
      tokens: this.tokens,
      hello: (token, device) => this.hello(token, device),
      onState: (state) => this.emitter.emit('state', state),
      onWelcome: (welcome) => this.guarded(() => this.begin(welcome)),
      onFrame: (frame) => this.hear(frame),
      onClosed: (code, reason) => this.store.batch(() => this.end(code, reason)),
    };
  }

  private senderHost(): SenderHost {
    return {
      clock: this.clock,
      random: this.random,
      outbox: this.outbox,
      limits: () => this.limits,
      mayGo: this.mayGo,
      transmit: this.transmit,
      heardAt: () => this.link.heardAt,
      reconnect: () => this.link.reconnect('silent'),
      awaits: (conversation, seq) => (this.store.get(conversation)?.cursor ?? Infinity) < seq,
      changed: (conversation) => this.showPending(conversation),
      failed: ({ id, conversation }, { code, message }) =>
        this.fault({
          ...(conversation && { conversation }),
          code: code as ClientEvents['error']['code'],
          message,
          of: 'send',
          id,
        }),
    };
  }

  private hello(token: string, device: string): ClientFrames['hello'] {
    const { filter } = this.inbox;
    return {
      token,
      device,
      watch: this.reader.cursors(),
      ...(this.welcome && { log: this.welcome.log, resumes: this.welcome.session }),
      ...(filter && { inbox: filter }),
      ...(this.options.client && { client: this.options.client }),
    };
  }

  private begin(welcome: Welcome): void {
    const otherLog = this.welcome !== null && this.welcome.log !== welcome.log;
    this.restarted = false;
    this.welcome = welcome;
    this.principal = welcome.principal;
    this.limits = { ...WIRE_LIMITS, ...welcome.limits };
    this.pacer.begin(this.limits);
    this.store.setSide(this.isShopper ? 'customer' : 'shop');
    if (otherLog) this.reset(null, 'log');
    else this.mergeWelcome(null);
    for (const row of this.inbox.rows()) this.store.update(row.id, (state) => mergeSnapshot(state, row));
    this.adopt();
    for (const { ready, side, id, cursor, marks, readTo } of this.store.list()) {
      if (ready && cursor > marks.delivered[side]) this.received.note(id, cursor);
      if (readTo > marks.read[side]) this.seen.note(id, readTo);
    }
    this.sender.setOnline(true);
    this.reader.workAll();
    this.flush();
  }

  private end(code: number, reason: StateReason): void {
    if (code === TOO_BIG) this.sender.failLargest();
    this.sender.setOnline(false);
    this.reader.offline();
    this.typing.clear();
    this.presences.clear();
    this.pacer.end();
    this.emitter.emit('closed', { code, reason });
  }

  /** Takes the snapshots of the welcome in: a shopper's own conversations, or news of what an agent holds. */
  private mergeWelcome(only: string | null): void {
    const rows = (this.welcome?.conversations ?? []).filter((row) => only === null || row.id === only);
    const latest = rows.sort(latestFirst);
    for (const row of latest) {
      if (this.isShopper) this.store.ensure(row.id);
      this.store.update(row.id, (state) => mergeSnapshot(state, row));
    }
    if (this.isShopper) for (const row of latest.slice(0, HELD_BY_THEMSELVES)) this.reader.follow(row.id, false);
  }

  private hear(frame: ServerFrame): void {
    this.guarded(() => this.route(this, frame));
    this.flush();
  }

  /** Nothing that a server sends may break the socket's handler. */
  private guarded(work: () => void): void {
    try {
      this.store.batch(work);
    } catch (error) {
      this.fault({ code: 'internal', message: String(error), of: 'client' });
    }
  }

  /** Tells the server what is held and seen, as far as it is due. */
  flush(): void {
    this.received.flush();
    this.seen.flush();
  }

  private applied(event: ChatEvent, pushed: boolean): void {
    if (event.id !== undefined)
      this.sender.settle({ id: event.id, conversation: event.conversation, seq: event.seq }, true);
    if (event.type === 'message' || event.type === 'note') {
      this.typing.hear(event.conversation, { role: 'agent', id: event.by.id, name: null }, false);
    }
    if (pushed) this.emitter.emit('event', event);
  }

  /** A shopper's own conversations are watched by themselves; an agent's from the end of the newest page. */
  private ready(conversation: string, cursor: number): void {
    if (!this.isShopper) this.link.send({ event: 'watch', data: { conversations: { [conversation]: cursor } } });
  }
}

function socketOf(options: ClientOptions): SocketClass {
  const Socket = options.WebSocket ?? (globalThis as { WebSocket?: SocketClass }).WebSocket;
  if (!Socket) throw new TypeError('No WebSocket class');
  return Socket;
}
