// The draft of the conversation on the screen, kept at every key.

import { useCallback, useMemo, useState } from 'react';

import { useChat } from '../chat/chat.js';
import { type Draft, EMPTY_DRAFT, readDraft, writeDraft } from './drafts.js';

/** A draft and how it changes. */
export interface DraftControl {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
  /** Answers a message. */
  readonly quote: (seq: number) => void;
  /** Takes the text away; the choice of reply or note stays. */
  readonly clear: () => void;
}

/** The draft of a conversation. */
export function useDraft(conversation: string): DraftControl {
  const { me } = useChat();
  const [draft, setDraft] = useState(() => readDraft(sessionStorage, me.id, conversation));
  const change = useCallback(
    (part: Partial<Draft>) =>
      setDraft((before) => {
        const next = { ...before, ...part };
        writeDraft(sessionStorage, me.id, conversation, next);
        return next;
      }),
    [me.id, conversation],
  );
  return useMemo(
    () => ({
      draft,
      change,
      quote: (seq) => change({ mode: 'reply', replyTo: seq }),
      clear: () => change({ text: EMPTY_DRAFT.text, replyTo: EMPTY_DRAFT.replyTo }),
    }),
    [draft, change],
  );
}
