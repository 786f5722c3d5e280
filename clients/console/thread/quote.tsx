// The message that a message answers, as one line that leads there.

import { type ConversationState, previewOf } from '../../sdk/index.js';
import { useI18n } from '../i18n/i18n.js';

/** A quoted line; a message that is not held is called an earlier one. */
export function Quote({ state, seq }: { state: ConversationState; seq: number }) {
  const { t } = useI18n();
  const item = state.items.find((candidate) => candidate.seq === seq);
  const content = item && item.kind !== 'system' ? item.content : undefined;
  const text = content === undefined ? t('message.quoted') : content ? previewOf(content) : t('message.recalled');
  return (
    <button
      type="button"
      className="sb-plain sb-quote"
      onClick={() => document.getElementById(`m${seq}`)?.scrollIntoView({ block: 'center', behavior: 'smooth' })}
    >
      <span className="sb-quote-name">{item?.by.name || t('customer.visitor')}</span>
      <span className="sb-cut">{text}</span>
    </button>
  );
}
