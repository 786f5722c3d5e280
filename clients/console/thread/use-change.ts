// Changes of a conversation for its buttons: one at a time, and what to ask when a colleague was first.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { ChangeRequest, ConversationRow } from '../../sdk/protocol.js';
import { uuid } from '../api/uuid.js';
import { useServices } from '../shell/services.js';
import { useNotifyFailure } from '../shell/use-problem-text.js';
import { changeAsSeen } from './change.js';
import type { Head } from './head.js';

/** A change that was not made, and how things stand. */
export interface Conflict {
  readonly request: ChangeRequest;
  readonly present: ConversationRow;
}

/** What buttons need. */
export interface Change {
  readonly busy: boolean;
  readonly conflict: Conflict | null;
  readonly make: (request: ChangeRequest) => void;
  /** Answers the question: make the change all the same, or leave it. */
  readonly settle: (repeat: boolean) => void;
}

/** Changes the conversation of this head. */
export function useChange(head: Head | null): Change {
  const { calls } = useServices();
  const cache = useQueryClient();
  const notifyFailure = useNotifyFailure();
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const change = useMutation({
    mutationFn: ({ seen, request }: { seen: Head; request: ChangeRequest }) =>
      changeAsSeen(calls, seen, request, uuid()),
    onSuccess: (present, { seen, request }) => {
      setConflict(present && { request, present });
      return cache.invalidateQueries({ queryKey: ['conversation', seen.id] });
    },
    onError: (error) => notifyFailure('action.failed', error),
  });
  return {
    busy: change.isPending,
    conflict,
    make: (request) => head && change.mutate({ seen: head, request }),
    settle: (repeat) => {
      setConflict(null);
      if (repeat && conflict) change.mutate({ seen: conflict.present, request: conflict.request });
    },
  };
}
