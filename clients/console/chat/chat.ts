// What components see of the connection: the client, the agent, and values that follow the client's events.

import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';

import type { Client, ClientState, ConversationState } from '../../sdk/index.js';
import type { AgentRow, ConversationRow, Presence } from '../../sdk/protocol.js';

/** The connection and whose it is. */
export interface Chat {
  readonly client: Client;
  readonly me: AgentRow;
}

export const ChatContext = createContext<Chat | null>(null);

/** The connection of the agent who is signed in. */
export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('ChatProvider is missing');
  return chat;
}

/** Where the connection stands. */
export function useClientState(): ClientState {
  const { client } = useChat();
  const subscribe = useCallback((tell: () => void) => client.on('state', tell), [client]);
  return useSyncExternalStore(subscribe, () => client.state);
}

/** A conversation as it is held now; undefined while it is not. */
export function useConversation(id: string): ConversationState | undefined {
  const { client } = useChat();
  const subscribe = useCallback(
    (tell: () => void) => client.on('conversation', (changed) => changed.id === id && tell()),
    [client, id],
  );
  return useSyncExternalStore(subscribe, () => client.conversation(id));
}

/** Rows of the list that is subscribed to. */
export function useInboxRows(): readonly ConversationRow[] {
  const { client } = useChat();
  const subscribe = useCallback((tell: () => void) => client.on('inbox', tell), [client]);
  return useSyncExternalStore(subscribe, () => client.inboxRows());
}

/** What is known of a person's presence. */
export function usePresence(who: string | undefined): Presence {
  const { client } = useChat();
  const subscribe = useCallback((tell: () => void) => client.on('presence', tell), [client]);
  return useSyncExternalStore(subscribe, () => (who === undefined ? 'unknown' : client.presence(who)));
}
