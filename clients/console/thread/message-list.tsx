// The messages of a conversation, from the oldest that is held to who types now.

import { Button, Loader } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo } from 'react';

import type { ConversationState } from '../../sdk/index.js';
import { useChat } from '../chat/chat.js';
import { useMemberName } from '../chat/use-members.js';
import { customerName } from '../customer/customer-name.js';
import { useI18n } from '../i18n/i18n.js';
import type { Head } from './head.js';
import { linesOf } from './lines.js';
import { ThreadLine } from './thread-line.js';
import { TypingLine } from './typing-line.js';
import { usePageSeen } from './use-page-seen.js';
import { useScroll } from './use-scroll.js';

interface Props {
  state: ConversationState | undefined;
  head: Head;
  onReply: (seq: number) => void;
}

/** What was said, or that it is being loaded. */
export function MessageList({ state, head, onReply }: Props) {
  const { t } = useI18n();
  if (!state || (!state.ready && state.pending.length === 0)) {
    return (
      <div className="sb-scroll">
        <div className="sb-empty">
          <Loader size="sm" aria-label={t('thread.loading')} />
        </div>
      </div>
    );
  }
  return <Messages state={state} head={head} onReply={onReply} />;
}

/** Tells the server what was seen, once a person really sees the end. */
function useReading(state: ConversationState, atEnd: boolean): void {
  const { client } = useChat();
  const seen = usePageSeen();
  const { id, cursor, unread, ready } = state;
  useEffect(() => {
    if (ready && seen && atEnd && unread > 0) client.read(id, cursor);
  }, [client, id, cursor, unread, ready, seen, atEnd]);
}

function Messages({ state, head, onReply }: Props & { state: ConversationState }) {
  const { t } = useI18n();
  const { client } = useChat();
  const nameOf = useMemberName(head.shop);
  const { id, items, pending, first, hasMore, loading } = state;
  const lines = useMemo(() => linesOf({ items, pending }), [items, pending]);
  const loadBefore = useCallback(() => void client.loadBefore(id), [client, id]);
  const scroll = useScroll({ first, lines, canLoad: hasMore && !loading, onNearTop: loadBefore });
  useReading(state, scroll.atEnd);
  const name = customerName(head.customer, t);
  const last = pending.at(-1)?.id;
  const { toEnd } = scroll;
  useEffect(() => {
    if (last !== undefined) toEnd();
  }, [last, toEnd]);

  return (
    <div className="sb-scroll-frame">
      <div
        className="sb-scroll sb-focus"
        ref={scroll.box}
        onScroll={scroll.onScroll}
        tabIndex={0}
        role="region"
        aria-label={t('thread.label', { name })}
      >
        <div className="sb-lines" ref={scroll.content} role="log" aria-relevant="additions">
          <div className="sb-begin">
            {hasMore ? loading && <Loader size="xs" aria-label={t('thread.older')} /> : t('thread.begin')}
          </div>
          {lines.map((line) => (
            <ThreadLine key={line.key} line={line} state={state} head={head} nameOf={nameOf} onReply={onReply} />
          ))}
          <TypingLine people={state.typing} customer={name} />
        </div>
      </div>
      {!scroll.atEnd && (
        <Button
          className="sb-to-end"
          size="compact-sm"
          radius="xl"
          variant={state.unread > 0 ? 'filled' : 'default'}
          leftSection={<IconArrowDown size={14} />}
          onClick={scroll.toEnd}
        >
          {state.unread > 0 ? t('thread.newBelow', { count: state.unread }) : t('thread.toEnd')}
        </Button>
      )}
    </div>
  );
}
