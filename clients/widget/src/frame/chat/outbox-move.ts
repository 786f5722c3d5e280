// Unsent messages of an anonymous shopper go along when the shop signs for the same person on the same page.

import type { KeyValueStorage } from '../../../../sdk/index.js';
import { keep } from './storage.js';

/** Prefix of a shopper's outbox; it names the person, as two people must never share one. */
export const outboxKey = (customer: string): string => `shopbell:out:${customer}`;

/** Moves what is unsent from one shopper's outbox to another's. Ids stay, so nothing can be doubled. */
export function moveOutbox(storage: KeyValueStorage, from: string, to: string): void {
  const prefix = `${outboxKey(from)}:`;
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  for (const key of keys.filter((one) => one.startsWith(prefix))) {
    keep(storage, `${outboxKey(to)}:${key.slice(prefix.length)}`, storage.getItem(key));
    storage.removeItem(key);
  }
}
