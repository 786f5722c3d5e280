// A message or a note: whose, what, when, and how far it came.

import { IconLock } from '@tabler/icons-react';

import { type ConversationState, type MessageItem, type NoteItem, sideOf } from '../../sdk/index.js';
import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { PersonAvatar } from '../shell/person-avatar.js';
import { DeliveryMark } from './delivery-mark.js';
import type { Head } from './head.js';
import { MessageBody } from './message-body.js';
import { MessageMenu } from './message-menu.js';
import { Quote } from './quote.js';

interface Props {
  item: MessageItem | NoteItem;
  starts: boolean;
  ends: boolean;
  state: ConversationState;
  head: Head;
  onReply: (seq: number) => void;
}

function Author({ item, mine }: { item: MessageItem | NoteItem; mine: boolean }) {
  const { t } = useI18n();
  const name = item.by.name || t(item.by.role === 'api' ? 'message.api' : 'customer.visitor');
  if (item.kind === 'note') {
    return (
      <span className="sb-author">
        <IconLock size={12} aria-hidden="true" /> {t('message.note')} · {name}
      </span>
    );
  }
  return mine || item.by.role === 'customer' ? (
    <span className="sb-hidden">{name}</span>
  ) : (
    <span className="sb-author">{name}</span>
  );
}

function Content({ item }: { item: MessageItem | NoteItem }) {
  const { t } = useI18n();
  if (item.content) return <MessageBody content={item.content} fromCustomer={item.by.role === 'customer'} />;
  const gone =
    item.recalled === undefined ? 'message.erased' : item.kind === 'note' ? 'message.recalledNote' : 'message.recalled';
  return <span className="sb-gone">{t(gone)}</span>;
}

/** A bubble: the customer's on the left, the shop's on the right. */
export function MessageLine({ item, starts, ends, state, head, onReply }: Props) {
  const { t, format } = useI18n();
  const { me } = useChat();
  const side = sideOf(item.by.role) ?? 'shop';
  const mine = item.by.role === 'agent' && item.by.id === me.id;
  const kind = item.kind === 'note' ? 'note' : side;
  return (
    <div className="sb-message" data-kind={kind} data-starts={starts} data-ends={ends} id={`m${item.seq}`}>
      {side === 'customer' && (
        <span className="sb-message-face">{ends && <PersonAvatar name={head.customer.name} size={28} />}</span>
      )}
      <div className="sb-message-column">
        {starts && <Author item={item} mine={mine} />}
        <div className="sb-bubble-line">
          <div
            className="sb-bubble"
            data-gone={item.content === null}
            data-card={item.content !== null && item.content.kind !== 'text'}
          >
            {item.kind === 'message' && item.replyTo !== undefined && <Quote state={state} seq={item.replyTo} />}
            <Content item={item} />
          </div>
          {item.content && (
            <MessageMenu item={item} mine={mine} conversation={state.id} shop={head.shop} onReply={onReply} />
          )}
        </div>
        {(ends || item.edited !== undefined) && (
          <span className="sb-meta">
            {item.edited !== undefined && item.content && <span>{t('message.edited')} · </span>}
            <time dateTime={item.at} title={format.dateTime(item.at)}>
              {format.time(item.at)}
            </time>
            {item.kind === 'message' && side === 'shop' && <DeliveryMark marks={state.marks} item={item} />}
          </span>
        )}
      </div>
    </div>
  );
}
