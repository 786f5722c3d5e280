// What the server tells of a conversation besides its events: the customer, what it looks at, whether it is blocked.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

import { useChat } from '../chat/chat.js';
import { useServices } from '../shell/services.js';

const CONTEXT_EVERY_MS = 20_000;

/** The detail of a conversation, asked again now and then and whenever the connection is back. */
export function useDetail(id: string) {
  const { calls } = useServices();
  const { client } = useChat();
  const cache = useQueryClient();
  useEffect(
    () =>
      client.on('state', ({ name }) => {
        if (name === 'online') void cache.invalidateQueries({ queryKey: ['conversation', id] });
      }),
    [client, cache, id],
  );
  return useQuery({
    queryKey: ['conversation', id],
    queryFn: () => calls.conversation(id),
    refetchInterval: CONTEXT_EVERY_MS,
    staleTime: 5_000,
  });
}
