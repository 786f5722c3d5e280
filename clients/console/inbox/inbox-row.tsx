// One conversation in the list: who, what was said last, how long the customer waits, what is unread.

import { IconArrowBackUp, IconFlame } from '@tabler/icons-react';
import { memo, type MouseEvent } from 'react';

import type { ConversationRow, Preview } from '../../sdk/protocol.js';
import { useChat, useConversation } from '../chat/chat.js';
import { customerName } from '../customer/customer-name.js';
import { VerifiedBadge } from '../customer/verified-badge.js';
import { type Translate, useI18n } from '../i18n/i18n.js';
import { PersonAvatar } from '../shell/person-avatar.js';
import { useNow } from '../shell/use-now.js';
import { WaitBadge } from './wait-badge.js';

interface Props {
  row: ConversationRow;
  address: string;
  selected: boolean;
  /** Name of the shop, where the list shows several. */
  shop: string | null;
  onOpen: (id: string) => void;
}

function PreviewText({ last, t }: { last: Preview | null; t: Translate }) {
  if (!last) return <>{t('inbox.noMessage')}</>;
  if (last.by === 'customer') return <>{last.text}</>;
  return (
    <>
      <IconArrowBackUp size={13} aria-label={t('inbox.shopSaid', { text: '' })} role="img" /> {last.text}
    </>
  );
}

/** A row of the list. */
export const InboxRow = memo(function InboxRow({ row, address, selected, shop, onOpen }: Props) {
  const { t, format } = useI18n();
  const now = useNow(60_000);
  const held = useConversation(row.id);
  const unread = held?.ready && held.last >= row.last ? held.unread : row.unread;
  const waiting = row.status === 'open' || row.status === 'pending' ? row.waitingSince : null;

  function open(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(row.id);
  }

  return (
    <a
      className="sb-row sb-focus"
      href={address}
      onClick={open}
      aria-current={selected}
      data-unread={unread > 0}
      data-row
    >
      <PersonAvatar name={row.customer.name} size={38} />
      <span className="sb-row-main">
        <span className="sb-row-line">
          <span className="sb-row-name sb-cut">{customerName(row.customer, t)}</span>
          {row.customer.verified && <VerifiedBadge size={14} />}
          <span className="sb-row-number">#{row.number}</span>
          <time className="sb-row-time" dateTime={row.lastEventAt}>
            {format.brief(row.lastMessage?.at ?? row.lastEventAt, now)}
          </time>
        </span>
        <span className="sb-row-line">
          <span className="sb-row-preview sb-cut">
            <PreviewText last={row.lastMessage} t={t} />
          </span>
          {unread > 0 && (
            <span className="sb-unread">
              <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
              <span className="sb-hidden">{t('inbox.unread', { count: unread })}</span>
            </span>
          )}
        </span>
        <RowFacts row={row} shop={shop} waiting={waiting} />
      </span>
    </a>
  );
});

function RowFacts({ row, shop, waiting }: { row: ConversationRow; shop: string | null; waiting: string | null }) {
  const { t, format } = useI18n();
  const { me } = useChat();
  const assignee = row.assignee && row.assignee.id !== me.id ? row.assignee.name : null;
  const urgent = row.priority === 'urgent' || row.priority === 'high';
  const snoozed = row.status === 'snoozed' && row.until !== null ? row.until : null;
  if (waiting === null && !urgent && shop === null && snoozed === null && assignee === null) return null;
  return (
    <span className="sb-row-facts">
      <WaitBadge since={waiting} />
      {urgent && (
        <span className="sb-priority" data-priority={row.priority}>
          <IconFlame size={13} aria-hidden="true" />
          {t(`priority.${row.priority}`)}
        </span>
      )}
      {snoozed !== null && (
        <span className="sb-cut">{t('status.snoozedUntil', { time: format.soon(snoozed, Date.now()) })}</span>
      )}
      {shop !== null && <span className="sb-row-shop sb-cut">{shop}</span>}
      {assignee !== null && <span className="sb-row-assignee sb-cut">{assignee}</span>}
    </span>
  );
}
