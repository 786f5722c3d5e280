/** @jsxImportSource preact */
// The log of messages: rows in order, who types, history on scrolling up, a way down when the end is out of sight.

import { useEffect } from 'preact/hooks';
import type { PendingMessage } from '../../../../sdk/index.js';
import type { ChatView } from '../chat/chat-view.js';
import { useLanguage } from './language-context.js';
import { ListRow } from './list-row.js';
import type { MessageRow, Row } from './timeline.js';
import { ToEnd } from './to-end.js';
import { TypingDots } from './typing-dots.js';
import { useScroll } from './use-scroll.js';

interface Props {
  view: ChatView;
  rows: readonly Row[];
  /** Somebody looks at the screen. */
  awake: boolean;
  onTop: () => void;
  onSeen: () => void;
  onRetry: (message: PendingMessage) => void;
  onCancel: (message: PendingMessage) => void;
}

export function MessageList({ view, rows, awake, onTop, onSeen, onRetry, onCancel }: Props) {
  const { words } = useLanguage();
  const messages = rows.filter((row): row is MessageRow => row.type === 'message');
  const newest = messages.at(-1);
  const newestOwn = messages.findLast((row) => row.own)?.key;
  const [oldestThread] = view.threads;
  const typing = view.threads.at(-1)?.typing.filter((who) => who.role === 'agent') ?? [];
  const { box, content, atEnd, onScroll, toEnd } = useScroll({
    oldest: messages[0]?.key ?? '',
    newest: newest?.key ?? '',
    justWrote: newest?.state === 'sending',
    hasMore: oldestThread?.hasMore ?? false,
    loading: oldestThread?.loading ?? false,
    onTop,
  });
  useEffect(() => {
    if (awake && atEnd && view.unread > 0) onSeen();
  });
  const shopName = view.shop?.name ?? '';
  return (
    <div class="list-place">
      <div
        class="list"
        ref={box}
        onScroll={onScroll}
        role="log"
        aria-live="polite"
        aria-label={words.messages}
        aria-busy={oldestThread?.loading === true}
        tabIndex={0}
      >
        <div class="list-content" ref={content}>
          {oldestThread?.loading && <div class="spinner" role="status" aria-label={words.loadingHistory} />}
          {rows.map((row) => (
            <ListRow
              key={row.key}
              row={row}
              shopName={shopName}
              newest={row.key === newestOwn}
              online={view.link === 'online'}
              onRetry={onRetry}
              onCancel={onCancel}
            />
          ))}
          {typing.map((who) => (
            <TypingDots key={who.id} name={who.name ?? (shopName || words.someone)} />
          ))}
        </div>
      </div>
      {!atEnd && <ToEnd news={view.unread > 0} onPress={toEnd} />}
    </div>
  );
}
