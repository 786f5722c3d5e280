/** @jsxImportSource preact */
// Time of a message and, for an own one, how far it truly came. A failed one can be sent again or deleted here.

import type { PendingMessage } from '../../../../sdk/index.js';
import { timeOf } from '../text/times.js';
import type { Words } from '../words/en.js';
import { Icon, type IconName } from './icon.js';
import { useLanguage } from './language-context.js';
import type { MessageRow } from './timeline.js';

const ICONS: Record<NonNullable<MessageRow['state']>, IconName> = {
  sending: 'clock',
  sent: 'check',
  delivered: 'checks',
  read: 'checks',
  failed: 'alert',
};

interface Props {
  row: MessageRow;
  /** The newest own message says its state in words, the others by icon. */
  newest: boolean;
  online: boolean;
  onRetry: (message: PendingMessage) => void;
  onCancel: (message: PendingMessage) => void;
}

export function MessageMeta({ row, newest, online, onRetry, onCancel }: Props) {
  const language = useLanguage();
  const { words } = language;
  const { state, pending } = row;
  const label = state && labelOf(row, words, online);
  return (
    <div class={`meta ${state ?? ''}`}>
      {row.edited && row.content && <span>{words.edited}</span>}
      {state !== 'failed' && <time dateTime={row.at}>{timeOf(row.at, language)}</time>}
      {state && (
        <span class="state" title={label}>
          <Icon name={ICONS[state]} />
          <span class={newest || state === 'failed' || state === 'sending' ? '' : 'unseen'}>{label}</span>
        </span>
      )}
      {state === 'failed' && pending && (
        <span class="choices">
          <button type="button" onClick={() => onRetry(pending)}>
            {words.retry}
          </button>
          <button type="button" class="quiet" onClick={() => onCancel(pending)}>
            {words.cancel}
          </button>
        </span>
      )}
    </div>
  );
}

function labelOf({ state, pending }: MessageRow, words: Words, online: boolean): string {
  if (state === 'failed' && pending?.error?.code === 'too_large') return words.failedTooLarge;
  if (state === 'failed' && ['blocked', 'forbidden'].includes(pending?.error?.code ?? '')) return words.failedBlocked;
  if (state === 'sending' && !online) return words.waiting;
  return state ? words[state] : '';
}
