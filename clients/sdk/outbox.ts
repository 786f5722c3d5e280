// Own sends until they are answered. One key of the storage for each, so that tabs which share it never lose each other's.
// A storage that is denied, full or throwing is borne: the entry then lives in memory only.

import type { Content } from './protocol.js';
import type { KeyValueStorage } from './types.js';

/** One send that waits for its answer, or failed finally and waits for its author. */
export interface OutboxEntry {
  readonly id: string;
  conversation?: string;
  readonly content: Content;
  readonly replyTo?: number;
  /** Place in the order: ms since 1970, made unique. */
  at: number;
  /** The final reject. */
  failed?: { code: string; message: string };
}

/** The outbox of one principal on one device. */
export class Outbox {
  private readonly entries = new Map<string, OutboxEntry>();
  /** Ids that came from the storage: another tab may have settled them meanwhile. */
  private readonly adopted = new Set<string>();
  private lastAt = 0;

  constructor(
    private readonly now: () => number,
    private readonly storage: KeyValueStorage | undefined,
    private readonly prefix: string,
  ) {}

  /** All entries in order. */
  list(): OutboxEntry[] {
    return [...this.entries.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  }

  get(id: string): OutboxEntry | undefined {
    return this.entries.get(id.toLowerCase());
  }

  /** Puts a new entry at the end. */
  add(entry: Omit<OutboxEntry, 'at'>): OutboxEntry {
    const added = { ...entry, at: this.nextAt() };
    this.entries.set(added.id, added);
    this.save(added);
    return added;
  }

  /** Puts a failed entry at the end again. */
  revive(entry: OutboxEntry): void {
    delete entry.failed;
    entry.at = this.nextAt();
    this.save(entry);
  }

  /** Writes an entry down, if the storage lets it. */
  save(entry: OutboxEntry): void {
    this.attempt((storage) => storage.setItem(this.prefix + entry.id, JSON.stringify(entry)));
  }

  remove(id: string): void {
    this.entries.delete(id.toLowerCase());
    this.adopted.delete(id.toLowerCase());
    this.attempt((storage) => storage.removeItem(this.prefix + id.toLowerCase()));
  }

  /** Takes in what the storage holds: of the time before a reload, or of a tab that is gone. */
  adopt(): void {
    for (const key of this.keys()) {
      const entry = this.attempt((storage) => readEntry(storage.getItem(key)));
      if (!entry || this.prefix + entry.id !== key || this.entries.has(entry.id)) continue;
      this.entries.set(entry.id, entry);
      this.adopted.add(entry.id);
      this.lastAt = Math.max(this.lastAt, entry.at);
    }
  }

  /** Whether another tab has settled this adopted entry; it is forgotten then. */
  settledElsewhere(entry: OutboxEntry): boolean {
    if (!this.adopted.has(entry.id)) return false;
    const gone = this.attempt((storage) => storage.getItem(this.prefix + entry.id) === null) === true;
    if (gone) this.entries.delete(entry.id);
    return gone;
  }

  /** Forgets everything, also what other tabs of this principal have written. */
  clear(): void {
    for (const key of this.keys()) this.attempt((storage) => storage.removeItem(key));
    this.entries.clear();
    this.adopted.clear();
  }

  private keys(): string[] {
    const keys: string[] = [];
    this.attempt((storage) => {
      for (let index = 0; index < storage.length; index++) {
        const key = storage.key(index);
        if (key?.startsWith(this.prefix)) keys.push(key);
      }
    });
    return keys;
  }

  private attempt<T>(work: (storage: KeyValueStorage) => T): T | undefined {
    try {
      return this.storage && work(this.storage);
    } catch {
      return undefined;
    }
  }

  private nextAt(): number {
    this.lastAt = Math.max(this.lastAt + 1, this.now());
    return this.lastAt;
  }
}

function readEntry(text: string | null): OutboxEntry | null {
  const entry = JSON.parse(text ?? 'null') as
    (Omit<OutboxEntry, 'content'> & { content?: { kind?: unknown } | null }) | null;
  if (typeof entry?.id !== 'string' || typeof entry.at !== 'number') return null;
  return typeof entry.content?.kind === 'string' ? (entry as OutboxEntry) : null;
}
