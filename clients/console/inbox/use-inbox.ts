// The list of a filter for components: one loader lives as long as the filter is looked at.

import { useEffect, useMemo, useSyncExternalStore } from 'react';

import { filterOf, type View } from '../api/inbox-query.js';
import { useChat } from '../chat/chat.js';
import { useServices } from '../shell/services.js';
import { InboxLoader, type InboxView } from './inbox-loader.js';

/** What the list shows and can be asked. */
export interface Inbox extends InboxView {
  readonly more: () => void;
  readonly again: () => void;
}

/** The list of a view, for one shop or (null) all. */
export function useInbox(view: View, shop: string | null): Inbox {
  const { client } = useChat();
  const { calls } = useServices();
  const loader = useMemo(
    () =>
      new InboxLoader(client, filterOf(view, shop), (filter, cursor, signal) => calls.inbox(filter, cursor, signal)),
    [client, calls, view, shop],
  );
  useEffect(() => {
    loader.start();
    return () => loader.stop();
  }, [loader]);
  const shown = useSyncExternalStore(loader.subscribe, () => loader.view);
  return useMemo(
    () => ({ ...shown, more: () => void loader.more(), again: () => void loader.read() }),
    [shown, loader],
  );
}
