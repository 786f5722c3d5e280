// Signing out: the server forgets the sign-in, this tab its unsent messages, drafts and answers.

import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { useChat } from '../chat/chat.js';
import { forgetDrafts } from '../thread/drafts.js';
import { useServices } from './services.js';
import { useNotifyFailure } from './use-problem-text.js';

/** Signs out here, or everywhere. */
export function useSignOut(): (everywhere: boolean) => void {
  const { client, me } = useChat();
  const { session } = useServices();
  const cache = useQueryClient();
  const notifyFailure = useNotifyFailure();
  return useCallback(
    (everywhere) => {
      session.signOut(everywhere).then(
        () => {
          client.signOut();
          forgetDrafts(sessionStorage, me.id);
          cache.clear();
        },
        (error: unknown) => notifyFailure('account.signOut', error),
      );
    },
    [client, me.id, session, cache, notifyFailure],
  );
}
