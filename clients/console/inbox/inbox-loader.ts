// Keeps the list of one filter whole: subscribes first, then reads by pages, and reads again whenever pushes may have been
// missed. While it reads again it shows what it had, so the list never flickers.

import type { Client } from '../../sdk/index.js';
import type { ConversationRow, InboxFilter, Page } from '../../sdk/protocol.js';

/** How a page of the list is read. */
export type ReadPage = (
  filter: InboxFilter,
  cursor: string | null,
  signal: AbortSignal,
) => Promise<Page<ConversationRow>>;

/** What the list shows. */
export interface InboxView {
  readonly rows: readonly ConversationRow[];
  /** Nothing was read yet. */
  readonly empty: boolean;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  /** The last read failed; `rows` may be out of date. */
  readonly failed: boolean;
}

const MAX_PAGES_AGAIN = 4;
const RETRY_MS = 5_000;

/** The list of one filter. */
export class InboxLoader {
  private current: InboxView = { rows: [], empty: true, hasMore: false, loadingMore: false, failed: false };
  private cursor: string | null = null;
  private pages = 0;
  private reading: AbortController | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private readonly stops: (() => void)[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly client: Pick<Client, 'on' | 'setInbox' | 'inboxRows' | 'mergeRows'>,
    private readonly filter: InboxFilter,
    private readonly readPage: ReadPage,
  ) {}

  get view(): InboxView {
    return this.current;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    this.stops.push(
      this.client.on('inbox', () => this.follow()),
      this.client.on('reset', ({ conversation }) => conversation === null && void this.read()),
      this.client.on('state', (state) => state.name === 'online' && void this.read()),
    );
    void this.read();
  }

  stop(): void {
    this.reading?.abort();
    clearTimeout(this.retry);
    for (const stop of this.stops.splice(0)) stop();
  }

  /** Reads the list anew: as many pages as were shown, a few at most. */
  async read(): Promise<void> {
    await this.run(async (signal) => {
      this.client.setInbox(this.filter);
      const again = Math.min(Math.max(1, this.pages), MAX_PAGES_AGAIN);
      this.cursor = null;
      this.pages = 0;
      let more = true;
      while (more && this.pages < again) more = await this.take(signal);
    });
  }

  /** Reads the next page. */
  async more(): Promise<void> {
    if (this.reading || this.cursor === null) return;
    this.show({ loadingMore: true });
    await this.run((signal) => this.take(signal));
  }

  /** Reads one page; true if there is another one. */
  private async take(signal: AbortSignal): Promise<boolean> {
    const { items, nextCursor } = await this.readPage(this.filter, this.cursor, signal);
    signal.throwIfAborted();
    this.client.mergeRows(items);
    this.cursor = nextCursor;
    this.pages += 1;
    return nextCursor !== null;
  }

  private async run(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    this.reading?.abort();
    clearTimeout(this.retry);
    const reading = (this.reading = new AbortController());
    try {
      await work(reading.signal);
      if (this.reading !== reading) return;
      this.reading = null;
      this.show({
        rows: this.client.inboxRows(),
        empty: false,
        failed: false,
        loadingMore: false,
        hasMore: this.cursor !== null,
      });
    } catch {
      // A newer read took its place, or this one failed: then the list says so and keeps what it has.
      if (this.reading !== reading || reading.signal.aborted) return;
      this.reading = null;
      this.show({ failed: true, loadingMore: false });
      this.retry = setTimeout(() => void this.read(), RETRY_MS);
    }
  }

  private follow(): void {
    if (this.reading && !this.current.loadingMore) return;
    if (!this.current.failed) this.show({ rows: this.client.inboxRows() });
  }

  private show(change: Partial<InboxView>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}
