// One immutable picture of the chat for the screens, made anew from the SDK's client at every change.

import type { Client, ClientState, ConversationState, PendingMessage, Presence } from '../../../../sdk/index.js';
import type { Shop } from './visitor.js';

/** What the screens show. */
export interface ChatView {
  readonly link: 'connecting' | 'online' | 'offline' | 'refused';
  /** Connection was lost and is not back yet. */
  readonly troubled: boolean;
  /** The signed identity ended: the page has to bring a new one. */
  readonly expired: boolean;
  readonly shop: Shop | null;
  /** The shopper's conversations that are held without a gap between them, oldest first. */
  readonly threads: readonly ConversationState[];
  readonly unplaced: readonly PendingMessage[];
  /** Whether it is known what was said before. */
  readonly settled: boolean;
  readonly unread: number;
  readonly textLimit: number;
  /** Whether anybody of the shop is there. */
  readonly team: Presence;
}

/** Before anything is known. */
export const EMPTY_VIEW: ChatView = {
  link: 'connecting',
  troubled: false,
  expired: false,
  shop: null,
  threads: [],
  unplaced: [],
  settled: false,
  unread: 0,
  textLimit: 10_000,
  team: 'unknown',
};

/** What a client knows now; `welcomed`: it was online once. */
export function viewOf(
  client: Client,
  before: { troubled: boolean; welcomed: boolean },
): Omit<ChatView, 'shop' | 'expired'> {
  const link = linkOf(client.state);
  const latestFirst = client.conversations();
  const threads = joinedThreads(latestFirst);
  return {
    link,
    troubled: link !== 'online' && (before.troubled || link === 'offline'),
    threads,
    unplaced: client.unplaced(),
    settled: before.welcomed && latestFirst[0]?.ready !== false,
    unread: threads.reduce((sum, thread) => sum + thread.unread, 0),
    textLimit: client.limits.textLength,
    team: client.presence(client.principal?.shop ?? ''),
  };
}

function linkOf(state: ClientState): ChatView['link'] {
  if (state.name !== 'stopped') return state.name;
  return state.reason === 'refused' ? 'refused' : 'connecting';
}

/** Latest conversations, oldest first, back to the first one whose beginning is not loaded yet. */
function joinedThreads(latestFirst: readonly ConversationState[]): ConversationState[] {
  const known = latestFirst.filter((thread) => thread.ready || thread.pending.length > 0);
  const gap = known.findIndex((thread) => thread.hasMore || !thread.ready);
  return known.slice(0, gap === -1 ? undefined : gap + 1).reverse();
}
