// The message that the reply being written will answer.

import { CloseButton } from '@mantine/core';

import { type ConversationState, previewOf } from '../../sdk/index.js';
import { useI18n } from '../i18n/i18n.js';

interface Props {
  state: ConversationState | undefined;
  seq: number;
  onDrop: () => void;
}

/** A line over the field. */
export function ComposerQuote({ state, seq, onDrop }: Props) {
  const { t } = useI18n();
  const item = state?.items.find((candidate) => candidate.seq === seq);
  const content = item && item.kind !== 'system' ? item.content : null;
  return (
    <div className="sb-composer-quote">
      <span className="sb-cut">
        <strong>{t('composer.quoting', { name: item?.by.name || t('customer.visitor') })}</strong>{' '}
        {content ? previewOf(content) : t('message.quoted')}
      </span>
      <CloseButton size="sm" aria-label={t('composer.unquote')} onClick={onDrop} />
    </div>
  );
}
