// Holds the conversation that is looked at, and the few before it, so that going back to one is instant.

import { useEffect } from 'react';

import type { Client, ConversationState } from '../../sdk/index.js';
import { useChat, useConversation } from './chat.js';

const HELD = 12;
const heldBy = new WeakMap<Client, string[]>();

/** Watches a conversation; its state, once it is held. */
export function useWatched(id: string): ConversationState | undefined {
  const { client } = useChat();
  useEffect(() => {
    const held = [id, ...(heldBy.get(client) ?? []).filter((other) => other !== id)];
    client.watch([id]);
    const leaving = held.splice(HELD);
    if (leaving.length > 0) client.unwatch(leaving);
    heldBy.set(client, held);
  }, [client, id]);
  return useConversation(id);
}
