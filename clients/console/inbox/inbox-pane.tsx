// The list's pane: title, choice of shop, lists, rows.

import { Title } from '@mantine/core';

import type { View } from '../api/inbox-query.js';
import { useI18n } from '../i18n/i18n.js';
import { useUnreadTitle } from '../shell/use-unread-title.js';
import { InboxList } from './inbox-list.js';
import { InboxTabs } from './inbox-tabs.js';
import { ShopFilter } from './shop-filter.js';
import { useInbox } from './use-inbox.js';

interface Props {
  view: View;
  shop: string | null;
  conversation: string | null;
}

/** The pane of the list. */
export function InboxPane({ view, shop, conversation }: Props) {
  const { t } = useI18n();
  const inbox = useInbox(view, shop);
  useUnreadTitle(view, shop, inbox.rows);
  return (
    <section className="sb-inbox" aria-label={t('app.inbox')}>
      <header className="sb-inbox-head">
        <Title order={1} size="h4">
          {t('app.inbox')}
        </Title>
        <ShopFilter view={view} shop={shop} />
      </header>
      <InboxTabs view={view} shop={shop} />
      <InboxList key={`${view} ${shop ?? ''}`} inbox={inbox} view={view} shop={shop} conversation={conversation} />
    </section>
  );
}
