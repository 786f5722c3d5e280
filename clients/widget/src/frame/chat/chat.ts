// The chat behind the screens: admission, the SDK's client, and one immutable view of both that is replaced at every change.

import {
  StopError,
  createClient,
  type Client,
  type ConversationState,
  type KeyValueStorage,
  type PendingMessage,
} from '../../../../sdk/index.js';
import type { PageContext } from '../../bridge/messages.js';
import { EMPTY_VIEW, viewOf, type ChatView } from './chat-view.js';
import { moveOutbox, outboxKey } from './outbox-move.js';
import { deviceOf } from './storage.js';
import type { Visit, Visitor } from './visitor.js';

const RETRY_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
const LAST_RETRY_MS = 20_000;
/** A send refused so goes to the shopper's active conversation instead. */
const ELSEWHERE = ['closed', 'not_found'];

/** Where the chat runs. */
export interface ChatPlace {
  url: string;
  version: string;
  local: KeyValueStorage;
  session: KeyValueStorage;
}

/** One shopper's chat with one shop. */
export class Chat {
  view: ChatView = EMPTY_VIEW;
  private client: Client | null = null;
  private visit: Visit | null = null;
  private context: PageContext | undefined;
  private attempt = 0;
  private welcomed = false;
  private readonly listeners = new Set<(view: ChatView) => void>();

  constructor(
    private readonly visitor: Visitor,
    private readonly place: ChatPlace,
  ) {}

  /** Listens to every change; returns how to stop. */
  subscribe(listener: (view: ChatView) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Is admitted and connects; tries until it succeeds or is refused. */
  start(identity = this.visitor.identity): Promise<void> {
    this.visitor.identity = identity;
    return this.enter(0);
  }

  /** Goes on as the person whom the shop's server signed for. */
  identify(identity: string): void {
    if (identity === this.visitor.identity) return;
    void this.start(identity);
  }

  setContext(context: PageContext): void {
    this.context = context;
    if (this.visit) void this.visitor.tell(context);
  }

  /** Ends the chat on this device and forgets who it was with. */
  signOut(): void {
    this.attempt += 1;
    this.client?.signOut();
    this.client = null;
    this.visitor.forget();
  }

  send(text: string): void {
    const { current } = this;
    const content = { kind: 'text', text: text.replace(/\p{Surrogate}/gu, '\uFFFD') } as const;
    this.client?.send({ content, ...(current && current.status !== 'resolved' && { conversation: current.id }) });
  }

  retry(message: PendingMessage): void {
    if (!ELSEWHERE.includes(message.error?.code ?? '')) return this.client?.retry(message.id);
    // The refusal was final: it does not and will not exist, so a new send cannot double it.
    this.client?.cancel(message.id);
    this.client?.send({ content: message.content });
  }

  cancel(message: PendingMessage): void {
    this.client?.cancel(message.id);
  }

  typing(on: boolean): void {
    const { current } = this;
    if (current && current.status !== 'resolved') this.client?.typing(current.id, on);
  }

  /** Everything that is held has been seen. */
  read(): void {
    for (const { id, unread, cursor } of this.view.threads) if (unread > 0) this.client?.read(id, cursor);
  }

  loadBefore(): Promise<boolean> {
    const [oldest] = this.view.threads;
    return oldest?.hasMore && this.client ? this.client.loadBefore(oldest.id) : Promise.resolve(false);
  }

  /** Tries again after a refusal, or at once when offline. */
  tryAgain(): void {
    if (!this.client || this.client.state.name === 'stopped') void this.start();
    else this.client.probe();
  }

  private get current(): ConversationState | undefined {
    return this.view.threads.at(-1);
  }

  private async enter(tries: number): Promise<void> {
    const attempt = ++this.attempt;
    this.show({ link: tries === 0 ? 'connecting' : 'offline' });
    try {
      const visit = await this.visitor.enter();
      if (attempt === this.attempt) this.admit(visit);
    } catch (error) {
      if (attempt !== this.attempt) return;
      if (error instanceof StopError) {
        this.show({ link: 'refused', expired: this.visitor.expired });
        return;
      }
      this.show({ link: 'offline', troubled: true });
      setTimeout(() => attempt === this.attempt && void this.enter(tries + 1), RETRY_MS[tries] ?? LAST_RETRY_MS);
    }
  }

  private admit(visit: Visit): void {
    const before = this.visit;
    this.client?.stop();
    const claimed = before && !before.customer.verified && visit.customer.verified;
    const other = before?.customer.id !== visit.customer.id;
    if (claimed && other) moveOutbox(this.place.local, before.customer.id, visit.customer.id);
    this.visit = visit;
    this.welcomed = false;
    this.client = this.connect(visit);
    this.show({ shop: visit.shop });
    if (this.context) void this.visitor.tell(this.context);
  }

  private connect(visit: Visit): Client {
    let first: string | null = visit.token;
    const client = createClient({
      url: this.place.url,
      client: this.place.version,
      device: deviceOf(this.place.session),
      storage: this.place.local,
      storageKey: outboxKey(visit.customer.id),
      getToken: async () => {
        const given = first;
        first = null;
        return given ?? this.renew(visit);
      },
    });
    const refresh = () => this.client === client && this.refresh(client);
    for (const event of ['conversation', 'conversations', 'unplaced', 'presence'] as const) client.on(event, refresh);
    client.on('state', (state) => {
      if (state.name === 'online') this.welcomed = true;
      refresh();
    });
    queueMicrotask(() => this.client === client && client.start());
    return client;
  }

  /** A new access token. If the server now takes the shopper for somebody else, the chat begins anew as that one. */
  private async renew(visit: Visit): Promise<string> {
    const renewed = await this.visitor.enter();
    if (renewed.customer.id === visit.customer.id) return renewed.token;
    queueMicrotask(() => this.admit(renewed));
    throw new StopError('another shopper');
  }

  private refresh(client: Client): void {
    const { troubled } = this.view;
    this.show({ ...viewOf(client, { troubled, welcomed: this.welcomed }), expired: this.visitor.expired });
  }

  private show(change: Partial<ChatView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener(this.view);
  }
}
