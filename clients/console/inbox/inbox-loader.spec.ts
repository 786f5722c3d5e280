// The list stays whole and still: what is shown while it is read, read again, or cannot be read.

import { describe, expect, it } from 'vitest';

import type { Client, ClientEvents } from '../../sdk/index.js';
import type { ConversationRow, Page } from '../../sdk/protocol.js';
import { InboxLoader } from './inbox-loader.js';

const row = (id: string): ConversationRow => ({ id }) as ConversationRow;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** As much of a client as the list needs: rows of one filter, and events that a spec sends. */
class FakeClient {
  readonly calls: string[] = [];
  private rows: ConversationRow[] = [];
  private readonly listeners = new Map<string, (data: never) => void>();

  on = ((name: string, listener: (data: never) => void) => {
    this.listeners.set(name, listener);
    return () => this.listeners.delete(name);
  }) as Client['on'];

  tell<K extends keyof ClientEvents>(name: K, data: ClientEvents[K]): void {
    this.listeners.get(name)?.(data as never);
  }

  setInbox(): void {
    this.calls.push('setInbox');
    this.rows = [];
  }

  inboxRows(): readonly ConversationRow[] {
    return this.rows;
  }

  mergeRows(rows: readonly ConversationRow[]): void {
    this.calls.push('mergeRows');
    this.rows = [...this.rows, ...rows];
    this.tell('inbox', { rows: this.rows });
  }
}

function listOf(pages: Record<string, Page<ConversationRow> | Error>) {
  const client = new FakeClient();
  const asked: (string | null)[] = [];
  const sut = new InboxLoader(client, { status: 'open' }, async (_filter, cursor) => {
    asked.push(cursor);
    const page = pages[cursor ?? 'first'];
    if (page instanceof Error || !page) throw page ?? new Error('no page');
    return page;
  });
  const ids = (): string[] => sut.view.rows.map(({ id }) => id);
  return { client, sut, pages, asked, ids };
}

describe('InboxLoader', () => {
  it('subscribes before it reads', async () => {
    const { client, sut, ids } = listOf({ first: { items: [row('a')], nextCursor: null } });
    sut.start();
    await settled();
    expect(client.calls).toEqual(['setInbox', 'mergeRows']);
    expect([ids(), sut.view.empty, sut.view.hasMore]).toEqual([['a'], false, false]);
  });

  it('reads the next page by the cursor of the last one', async () => {
    const { sut, ids, asked } = listOf({
      first: { items: [row('a')], nextCursor: 'n' },
      n: { items: [row('b')], nextCursor: null },
    });
    sut.start();
    await settled();
    expect(sut.view.hasMore).toBe(true);
    await sut.more();
    await sut.more();
    expect([ids(), asked, sut.view.hasMore]).toEqual([['a', 'b'], [null, 'n'], false]);
  });

  it('reads again when the connection is back, and shows the old rows until then', async () => {
    const { client, sut, pages, ids } = listOf({ first: { items: [row('a'), row('b')], nextCursor: null } });
    sut.start();
    await settled();
    pages.first = { items: [row('b')], nextCursor: null };
    client.tell('state', { name: 'online' });
    client.tell('inbox', { rows: [] });
    expect(ids()).toEqual(['a', 'b']);
    await settled();
    expect(ids()).toEqual(['b']);
  });

  it('keeps its rows and says so when reading again fails', async () => {
    const { client, sut, pages, ids } = listOf({ first: { items: [row('a')], nextCursor: null } });
    sut.start();
    await settled();
    pages.first = new Error('away');
    client.tell('reset', { conversation: null, why: 'log' });
    await settled();
    expect([ids(), sut.view.failed]).toEqual([['a'], true]);
    sut.stop();
  });

  it('shows rows that are pushed', async () => {
    const { client, sut, ids } = listOf({ first: { items: [], nextCursor: null } });
    sut.start();
    await settled();
    client.mergeRows([row('z')]);
    expect(ids()).toEqual(['z']);
  });

  it('does nothing more once it is stopped', async () => {
    const { sut, ids } = listOf({ first: { items: [row('a')], nextCursor: null } });
    sut.start();
    sut.stop();
    await settled();
    expect([ids(), sut.view.failed]).toEqual([[], false]);
  });
});
