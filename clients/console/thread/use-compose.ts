// Sending what was written: a reply goes through the outbox at once, a note waits for its answer and stays until it is saved.

import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';

import { uuid } from '../api/uuid.js';
import { useChat } from '../chat/chat.js';
import { useServices } from '../shell/services.js';
import type { DraftControl } from './use-draft.js';

/** What the composer needs to send. */
export interface Compose {
  readonly busy: boolean;
  readonly failed: boolean;
  /** Characters that may still be written; negative: too many. */
  readonly left: number;
  readonly maySend: boolean;
  readonly send: () => void;
  readonly typed: (text: string) => void;
}

/** Sends replies and notes of a conversation. */
export function useCompose(conversation: string, { draft, change, clear }: DraftControl): Compose {
  const { client } = useChat();
  const { calls } = useServices();
  // The same note keeps its key, so that a lost answer and a second try make one note.
  const noteKey = useRef({ text: '', key: '' });
  const note = useMutation({
    mutationFn: (text: string) => {
      if (noteKey.current.text !== text) noteKey.current = { text, key: uuid() };
      return calls.note(conversation, { kind: 'text', text }, noteKey.current.key);
    },
    onSuccess: () => {
      noteKey.current = { text: '', key: '' };
      clear();
    },
  });
  const text = draft.text.trim();
  const left = client.limits.textLength - text.length;
  const maySend = text !== '' && left >= 0 && !note.isPending;

  function send(): void {
    if (!maySend) return;
    if (draft.mode === 'note') {
      note.mutate(text);
      return;
    }
    client.send({
      conversation,
      content: { kind: 'text', text },
      ...(draft.replyTo !== null && { replyTo: draft.replyTo }),
    });
    client.typing(conversation, false);
    clear();
  }

  function typed(value: string): void {
    change({ text: value });
    note.reset();
    // A customer is not told that somebody types when it is a note that comes.
    if (draft.mode === 'reply') client.typing(conversation, value.trim() !== '');
  }

  return { busy: note.isPending, failed: note.isError, left, maySend, send, typed };
}
