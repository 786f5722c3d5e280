// The number of the agent's unread conversations in the title of the tab. The list of one's own knows it live; beside other
// lists it is asked for now and then.

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import type { ConversationRow } from '../../sdk/protocol.js';
import type { View } from '../api/inbox-query.js';
import { useServices } from './services.js';

const ASK_EVERY_MS = 30_000;
const unreadOf = (rows: readonly ConversationRow[]): number => rows.filter(({ unread }) => unread > 0).length;

/** Sets the title of the tab. */
export function useUnreadTitle(view: View, shop: string | null, rows: readonly ConversationRow[]): void {
  const { calls } = useServices();
  const live = view === 'mine' && shop === null;
  const asked = useQuery({
    queryKey: ['unread'],
    queryFn: async () => unreadOf((await calls.inbox({ status: 'open', assignee: 'me', unread: true }, null)).items),
    enabled: !live,
    refetchInterval: ASK_EVERY_MS,
  });
  const count = live ? unreadOf(rows) : (asked.data ?? 0);
  useEffect(() => {
    document.title = count > 0 ? `(${count}) Shopbell` : 'Shopbell';
    return () => {
      document.title = 'Shopbell';
    };
  }, [count]);
}
