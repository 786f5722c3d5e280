// The rows of a list, with more of them as one scrolls down.

import { Button, Loader, Skeleton } from '@mantine/core';
import { useCallback, useEffect, useRef } from 'react';

import type { View } from '../api/inbox-query.js';
import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { addressOf } from '../shell/route.js';
import { go } from '../shell/use-route.js';
import { EmptyList } from './empty-list.js';
import { InboxRow } from './inbox-row.js';
import type { Inbox } from './use-inbox.js';
import { useListKeys } from './use-list-keys.js';

interface Props {
  inbox: Inbox;
  view: View;
  shop: string | null;
  conversation: string | null;
}

function LoadingRows() {
  return (
    <div aria-hidden="true">
      {[0, 1, 2, 3, 4].map((row) => (
        <div className="sb-row" key={row}>
          <Skeleton circle height={38} />
          <span className="sb-row-main">
            <Skeleton height={12} width="55%" my={5} />
            <Skeleton height={10} width="85%" my={5} />
          </span>
        </div>
      ))}
    </div>
  );
}

/** Asks for more when this comes near the visible part of the list. */
function MoreRows({ onNear, loading }: { onNear: () => void; loading: boolean }) {
  const { t } = useI18n();
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNear(), { rootMargin: '300px' });
    if (mark.current) watcher.observe(mark.current);
    return () => watcher.disconnect();
  }, [onNear, loading]);
  return (
    <div ref={mark} className="sb-list-more">
      {loading && <Loader size="xs" aria-label={t('inbox.loadingMore')} />}
    </div>
  );
}

function Failed({ again }: { again: () => void }) {
  const { t } = useI18n();
  return (
    <div className="sb-empty" role="alert">
      <strong>{t('inbox.failed')}</strong>
      <Button variant="light" mt="sm" onClick={again}>
        {t('app.retry')}
      </Button>
    </div>
  );
}

/** The list itself. */
export function InboxList({ inbox, view, shop, conversation }: Props) {
  const { t } = useI18n();
  const { me } = useChat();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = useListKeys(list);
  const open = useCallback((id: string) => go({ name: 'inbox', view, shop, conversation: id }), [view, shop]);
  const shopNames = new Map(me.shops.map(({ id, name }) => [id, name]));
  const several = me.shops.length > 1 && shop === null;
  const { rows } = inbox;

  if (inbox.empty) return inbox.failed ? <Failed again={inbox.again} /> : <LoadingRows />;
  if (rows.length === 0) return <EmptyList view={view} />;
  return (
    <div
      className="sb-list"
      ref={list}
      role="group"
      aria-label={t('inbox.label')}
      aria-description={t('inbox.keys')}
      onKeyDown={onKeyDown}
    >
      {inbox.failed && (
        <p className="sb-list-stale" role="status">
          {t('inbox.stale')}
        </p>
      )}
      <ul className="sb-rows">
        {rows.map((row) => (
          <li key={row.id}>
            <InboxRow
              row={row}
              address={addressOf({ name: 'inbox', view, shop, conversation: row.id })}
              selected={row.id === conversation}
              shop={several ? (shopNames.get(row.shop) ?? null) : null}
              onOpen={open}
            />
          </li>
        ))}
      </ul>
      {inbox.hasMore && <MoreRows onNear={inbox.more} loading={inbox.loadingMore} />}
    </div>
  );
}
