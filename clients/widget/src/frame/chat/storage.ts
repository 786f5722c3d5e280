// The browser's storages, or memory where they are denied (private windows, blocked third-party data).

import type { KeyValueStorage } from '../../../../sdk/index.js';

class MemoryStorage implements KeyValueStorage {
  private readonly values = new Map<string, string>();

  get length(): number {
    return this.values.size;
  }

  key(index: number): string | null {
    return [...this.values.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }

  removeItem(key: string): void {
    this.values.delete(key);
  }
}

const PROBE = 'shopbell:probe';

/** A storage of the frame's origin that never throws at first use. */
export function openStorage(name: 'localStorage' | 'sessionStorage'): KeyValueStorage {
  try {
    const storage = window[name];
    storage.setItem(PROBE, '1');
    storage.removeItem(PROBE);
    return storage;
  } catch {
    return new MemoryStorage();
  }
}

/** Keeps a value; a full storage loses it, which is borne. */
export function keep(storage: KeyValueStorage, key: string, value: string | null): void {
  try {
    if (value === null || value === '') storage.removeItem(key);
    else storage.setItem(key, value);
  } catch {
    // Full: the value lives as long as the page.
  }
}

/** The random id of this tab, as the server tells connections apart. */
export function deviceOf(storage: KeyValueStorage): string {
  const key = 'shopbell:device';
  const kept = storage.getItem(key);
  if (kept !== null && /^[0-9a-f]{32}$/.test(kept)) return kept;
  const device = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  keep(storage, key, device);
  return device;
}
