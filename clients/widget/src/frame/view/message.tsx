/** @jsxImportSource preact */
// One message: its bubble, who wrote it, what it answers, and time and state where they say something new.

import type { PendingMessage } from '../../../../sdk/index.js';
import { timeOf } from '../text/times.js';
import { fill } from '../words/language.js';
import { Avatar } from './avatar.js';
import { useLanguage } from './language-context.js';
import { MessageBody } from './message-body.js';
import { MessageMeta } from './message-meta.js';
import type { MessageRow } from './timeline.js';

interface Props {
  row: MessageRow;
  shopName: string;
  newest: boolean;
  online: boolean;
  onRetry: (message: PendingMessage) => void;
  onCancel: (message: PendingMessage) => void;
}

export function Message({ row, shopName, newest, online, onRetry, onCancel }: Props) {
  const language = useLanguage();
  const { words } = language;
  const { own, content, quote } = row;
  const name = row.name || shopName || words.someone;
  const isCard = content?.kind === 'product' || content?.kind === 'order';
  const classes = ['message', own ? 'own' : 'theirs', row.first && 'first', row.last && 'last', row.state];
  return (
    <div class={classes.filter(Boolean).join(' ')}>
      {!own && <div class="side">{row.last && <Avatar name={name} />}</div>}
      <div class="stack">
        {!own && row.first && <div class="name">{name}</div>}
        <div class={isCard ? 'bubble holds-card' : 'bubble'}>
          <span class="unseen">{own ? words.you : row.first ? '' : name} </span>
          {quote && (
            <blockquote aria-label={fill(words.inAnswerTo, { name: quote.own ? words.you : quote.name })}>
              <span>{quote.own ? words.you : quote.name}</span>
              <p dir="auto">{quote.text}</p>
            </blockquote>
          )}
          <MessageBody content={content} />
          {!row.meta && (
            <span class="unseen">
              {timeOf(row.at, language)} {row.state && words[row.state]}
            </span>
          )}
        </div>
        {row.meta && <MessageMeta row={row} newest={newest} online={online} onRetry={onRetry} onCancel={onCancel} />}
      </div>
    </div>
  );
}
