// List, thread and customer beside each other; on a phone one after the other.

import { IconMessages } from '@tabler/icons-react';

import type { View } from '../api/inbox-query.js';
import { useI18n } from '../i18n/i18n.js';
import { InboxPane } from '../inbox/inbox-pane.js';
import { ConversationPane } from '../thread/conversation-pane.js';
import { go } from './use-route.js';

interface Props {
  view: View;
  shop: string | null;
  conversation: string | null;
}

/** The page of the inbox. */
export function InboxPage({ view, shop, conversation }: Props) {
  const { t } = useI18n();
  return (
    <>
      <InboxPane view={view} shop={shop} conversation={conversation} />
      <main id="sb-main" className="sb-main" tabIndex={-1}>
        {conversation === null ? (
          <div className="sb-empty">
            <IconMessages size={44} stroke={1.1} aria-hidden="true" />
            <strong>{t('thread.none')}</strong>
            <span>{t('thread.noneLead')}</span>
          </div>
        ) : (
          <ConversationPane
            key={conversation}
            id={conversation}
            onBack={() => go({ name: 'inbox', view, shop, conversation: null })}
          />
        )}
      </main>
    </>
  );
}
