// Rows of the inbox that is subscribed to: from `inbox` frames and from GET, in whatever order they come.

import { latestFirst } from './latest-first.js';
import { mergeRow } from './merge-row.js';
import type { ConversationRow, InboxFilter, Marks, ServerFrames } from './protocol.js';

/** The rows of one filter. */
export class Inbox {
  filter: InboxFilter | null = null;
  private readonly held = new Map<string, ConversationRow>();
  /** Version at which a row left the list: older news of it are stale. */
  private readonly left = new Map<string, number>();
  private sorted: readonly ConversationRow[] | null = [];

  /** `me` is the principal's id, for the filter's `assignee: "me"`. */
  constructor(private readonly me: () => string | undefined) {}

  /** Latest activity first; the same array until something changed. */
  rows(): readonly ConversationRow[] {
    this.sorted ??= [...this.held.values()].sort(latestFirst);
    return this.sorted;
  }

  row(id: string): ConversationRow | undefined {
    return this.held.get(id);
  }

  /** Drops every row; a new list begins. */
  begin(filter: InboxFilter | null): void {
    this.filter = filter;
    this.held.clear();
    this.left.clear();
    this.sorted = [];
  }

  /** Drops one row with its versions: they are of another life of the log. */
  forget(id: string): boolean {
    this.left.delete(id);
    if (!this.held.delete(id)) return false;
    this.sorted = null;
    return true;
  }

  /** Takes rows in; true if anything changed. */
  merge(rows: readonly ConversationRow[]): boolean {
    let changed = false;
    for (const row of rows) changed = this.put(row) || changed;
    return changed;
  }

  /** Takes a frame in; true if anything changed. */
  take(frame: ServerFrames['inbox']): boolean {
    let changed = this.merge(frame.upserts);
    for (const { id, version } of frame.removed) changed = this.remove(id, version) || changed;
    return changed;
  }

  /** Marks of a watched conversation are told by a frame of their own. */
  mark(id: string, marks: Marks): boolean {
    const row = this.held.get(id);
    return row ? this.put({ ...row, marks }) : false;
  }

  private put(row: ConversationRow): boolean {
    if (!this.filter || row.version <= (this.left.get(row.id) ?? -1)) return false;
    const before = this.held.get(row.id);
    const merged = mergeRow(before, row);
    if (merged === before) return false;
    if (!this.fits(merged, this.filter)) return this.remove(row.id, merged.version);
    this.held.set(row.id, merged);
    this.sorted = null;
    return true;
  }

  private remove(id: string, version: number): boolean {
    const row = this.held.get(id);
    if (row && row.version > version) return false;
    this.left.set(id, Math.max(version, this.left.get(id) ?? 0));
    if (!this.held.delete(id)) return false;
    this.sorted = null;
    return true;
  }

  /** Frames of the filter before may still be on the way. `unread` is the server's to judge: rows that are looked at stay. */
  private fits(row: ConversationRow, filter: InboxFilter): boolean {
    const assignee = row.assignee?.id ?? 'none';
    const wanted = filter.assignee === 'me' ? this.me() : filter.assignee;
    return (
      (filter.shop === undefined || row.shop === filter.shop) &&
      (filter.status === undefined || row.status === filter.status) &&
      (filter.priority === undefined || row.priority === filter.priority) &&
      (filter.tag === undefined || row.tags.includes(filter.tag)) &&
      (wanted === undefined || assignee === wanted)
    );
  }
}
