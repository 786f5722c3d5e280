// The public face over the parts: what a program may ask of a client.

import { withUnread } from './apply-event.js';
import type { ConversationState, PendingMessage } from './conversation-state.js';
import { Core } from './core.js';
import { otherSide } from './delivery.js';
import { pageLifecycle } from './lifecycle.js';
import { mergeSnapshot } from './merge-row.js';
import type { ConversationRow, InboxFilter, Presence, WelcomePrincipal, WireLimits } from './protocol.js';
import { randomId } from './random-id.js';
import { route } from './routes.js';
import type { Client, ClientEvents, ClientOptions, ClientState, Lifecycle, OutgoingMessage } from './types.js';

/**
 * Makes a client. Nothing happens before `start()`.
 * @example const client = createClient({ url: 'wss://chat.example/ws', getToken, device: crypto.randomUUID() }); client.start();
 */
export function createClient(options: ClientOptions): Client {
  return new ShopbellClient(options);
}

class ShopbellClient implements Client {
  private readonly core: Core;
  private readonly lifecycle: Lifecycle | undefined;
  private unlisten: (() => void) | undefined;

  constructor(options: ClientOptions) {
    this.core = new Core(options, route);
    this.lifecycle = options.lifecycle === undefined ? pageLifecycle() : (options.lifecycle ?? undefined);
  }

  get state(): ClientState {
    return this.core.link.state;
  }

  get principal(): WelcomePrincipal | null {
    return this.core.principal;
  }

  get limits(): Readonly<WireLimits> {
    return this.core.limits;
  }

  get features(): readonly string[] {
    return this.core.welcome?.features ?? [];
  }

  get device(): string {
    return this.core.link.device;
  }

  start(): void {
    this.core.store.batch(() => this.core.adopt());
    this.unlisten ??= this.lifecycle?.((what) => (what === 'wake' ? this.core.link.wake() : this.core.link.leave()));
    this.core.link.start();
  }

  stop(): void {
    this.unlisten?.();
    this.unlisten = undefined;
    this.core.link.stop('stopped');
  }

  signOut(): void {
    const { core } = this;
    this.unlisten?.();
    this.unlisten = undefined;
    core.store.batch(() => {
      core.outbox.clear();
      core.link.stop('signed-out');
      core.tokens.drop();
      for (const state of core.store.list()) core.forget(state.id);
      core.sender.forget(null);
      core.inbox.begin(null);
      core.welcome = core.principal = null;
      core.showPending(undefined);
      core.tellRows();
    });
  }

  on<K extends keyof ClientEvents>(event: K, listener: (data: ClientEvents[K]) => void): () => void {
    return this.core.emitter.on(event, listener);
  }

  send(message: OutgoingMessage): { id: string } {
    const id = randomId();
    const { conversation } = message;
    this.core.store.batch(() => {
      this.core.outbox.add({ ...message, id });
      if (conversation !== undefined) this.core.typing.sent(conversation);
      this.core.showPending(conversation);
      this.core.sender.pump();
    });
    return { id };
  }

  retry(id: string): void {
    this.core.store.batch(() => this.core.sender.retry(id));
  }

  cancel(id: string): void {
    this.core.store.batch(() => this.core.sender.cancel(id));
  }

  unplaced(): readonly PendingMessage[] {
    return this.core.sender.pendingOf(undefined);
  }

  watch(conversations: readonly string[]): void {
    const { core } = this;
    core.store.batch(() => {
      for (const conversation of conversations) {
        if (core.reader.follows(conversation)) continue;
        if (core.reader.followed().length >= core.limits.watched) {
          core.fault({ code: 'too_large', message: 'Too many watched', of: 'watch', conversation });
          continue;
        }
        core.reader.follow(conversation);
        const row = core.inbox.row(conversation);
        if (row) core.store.update(conversation, (state) => mergeSnapshot(state, row));
        core.showPending(conversation);
      }
    });
  }

  unwatch(conversations: readonly string[]): void {
    if (this.core.isShopper) return;
    const held = conversations.filter((conversation) => this.core.reader.follows(conversation));
    if (held.length === 0) return;
    this.core.store.batch(() => held.forEach((conversation) => this.core.forget(conversation)));
    this.core.link.send({ event: 'unwatch', data: { conversations: held } });
  }

  conversation(id: string): ConversationState | undefined {
    return this.core.store.get(id);
  }

  conversations(): readonly ConversationState[] {
    return this.core.store.list();
  }

  loadBefore(conversation: string): Promise<boolean> {
    return this.core.store.batch(() => this.core.reader.loadBefore(conversation));
  }

  typing(conversation: string, on: boolean): void {
    this.core.typing.tell(conversation, on);
  }

  read(conversation: string, seq: number): void {
    const { core } = this;
    core.store.update(conversation, (state) => {
      const upTo = Math.min(seq, state.cursor);
      if (upTo <= Math.max(state.readTo, state.marks.read[state.side])) return state;
      const counts = state.items.findLast((item) => item.seq <= upTo)?.counts;
      core.seen.note(conversation, upTo);
      return withUnread({
        ...state,
        readTo: upTo,
        readToCount: Math.max(state.readToCount, counts?.[otherSide(state.side)] ?? 0),
      });
    });
    core.flush();
  }

  presence(who: string): Presence {
    return this.core.presences.get(who) ?? 'unknown';
  }

  setInbox(filter: InboxFilter | null): void {
    this.core.inbox.begin(filter);
    this.core.link.send({ event: 'inbox', data: { filter } });
    this.core.tellRows();
  }

  inboxRows(): readonly ConversationRow[] {
    return this.core.inbox.rows();
  }

  mergeRows(rows: readonly ConversationRow[]): void {
    const { core } = this;
    core.store.batch(() => {
      for (const row of rows) core.store.update(row.id, (state) => mergeSnapshot(state, row));
      core.listed(rows);
      if (core.inbox.merge(rows)) core.tellRows();
    });
    core.flush();
  }

  probe(): void {
    this.core.link.wake();
  }
}
