// What agents have begun to write, by agent and conversation. A draft outlives a reload and an ended sign-in, not the tab.

import { readStored, writeStored } from '../shell/stored.js';

/** A text that is not sent yet. */
export interface Draft {
  readonly mode: 'reply' | 'note';
  readonly text: string;
  /** `seq` of the message that it answers. */
  readonly replyTo: number | null;
}

/** Nothing written yet. */
export const EMPTY_DRAFT: Draft = { mode: 'reply', text: '', replyTo: null };

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
type WholeStore = Store & Pick<Storage, 'key' | 'length'>;

const prefixOf = (agent: string): string => `shopbell.draft.${agent}.`;

/** The draft of a conversation; an empty one where none is kept. */
export function readDraft(store: Store, agent: string, conversation: string): Draft {
  const kept = readStored(store, prefixOf(agent) + conversation);
  if (kept === null) return EMPTY_DRAFT;
  try {
    const { mode, text, replyTo } = JSON.parse(kept) as Record<string, unknown>;
    return {
      mode: mode === 'note' ? 'note' : 'reply',
      text: typeof text === 'string' ? text : '',
      replyTo: typeof replyTo === 'number' ? replyTo : null,
    };
  } catch {
    return EMPTY_DRAFT; // Not of this program.
  }
}

/** Keeps a draft; one without a text or a quote is forgotten. */
export function writeDraft(store: Store, agent: string, conversation: string, draft: Draft): void {
  const nothing = draft.text === '' && draft.replyTo === null;
  writeStored(store, prefixOf(agent) + conversation, nothing ? null : JSON.stringify(draft));
}

/** Forgets all drafts of an agent. */
export function forgetDrafts(store: WholeStore, agent: string): void {
  const names = Array.from({ length: store.length }, (_, index) => store.key(index));
  for (const name of names) if (name?.startsWith(prefixOf(agent))) writeStored(store, name, null);
}
