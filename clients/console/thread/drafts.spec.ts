// Drafts are kept by agent and conversation, and forgotten when there is nothing in them.

import { describe, expect, it } from 'vitest';

import { EMPTY_DRAFT, forgetDrafts, readDraft, writeDraft } from './drafts.js';

function memoryStore() {
  const held = new Map<string, string>();
  return {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => void held.set(name, value),
    removeItem: (name: string) => void held.delete(name),
    key: (index: number) => [...held.keys()][index] ?? null,
    get length() {
      return held.size;
    },
  };
}

describe('drafts', () => {
  it('comes back for the same agent and conversation only', () => {
    const store = memoryStore();
    const draft = { mode: 'note', text: 'call back', replyTo: 4 } as const;
    writeDraft(store, 'a1', 'c1', draft);
    expect(readDraft(store, 'a1', 'c1')).toEqual(draft);
    expect(readDraft(store, 'a1', 'c2')).toEqual(EMPTY_DRAFT);
    expect(readDraft(store, 'a2', 'c1')).toEqual(EMPTY_DRAFT);
  });

  it('is forgotten when it is empty', () => {
    const store = memoryStore();
    writeDraft(store, 'a1', 'c1', { ...EMPTY_DRAFT, text: 'x' });
    writeDraft(store, 'a1', 'c1', EMPTY_DRAFT);
    expect(store.length).toBe(0);
  });

  it('goes with the sign-out of its agent', () => {
    const store = memoryStore();
    for (const [agent, conversation] of [
      ['a1', 'c1'],
      ['a1', 'c2'],
      ['a2', 'c1'],
    ] as const) {
      writeDraft(store, agent, conversation, { ...EMPTY_DRAFT, text: 'x' });
    }
    forgetDrafts(store, 'a1');
    expect([store.length, readDraft(store, 'a2', 'c1').text]).toEqual([1, 'x']);
  });

  it('is empty where the storage is broken or holds something else', () => {
    const broken = { ...memoryStore(), getItem: () => '{not json' };
    expect(readDraft(broken, 'a1', 'c1')).toEqual(EMPTY_DRAFT);
    const forbidden = {
      ...memoryStore(),
      setItem: () => {
        throw new Error('full');
      },
    };
    expect(() => writeDraft(forbidden, 'a1', 'c1', { ...EMPTY_DRAFT, text: 'x' })).not.toThrow();
  });
});
