// Small things kept in the browser. Storage that is full or forbidden is borne: the thing is then forgotten at the next load.

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What is kept under a name; null where nothing is, or nothing can be read. */
export function readStored(store: Store, name: string): string | null {
  try {
    return store.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text under a name; null forgets it. */
export function writeStored(store: Store, name: string, value: string | null): void {
  try {
    if (value === null) store.removeItem(name);
    else store.setItem(name, value);
  } catch {
    // Nothing can be kept here; nothing depends on it.
  }
}
