// The small line under the field: what went wrong, what sending will do, or which keys send.

import { useI18n } from '../i18n/i18n.js';
import type { Compose } from './use-compose.js';

/** From here on the number of characters left is shown. */
const NEAR_LIMIT = 500;

/** One hint, the most urgent one. */
export function ComposerHints({ compose, reopens }: { compose: Compose; reopens: boolean }) {
  const { t } = useI18n();
  if (compose.failed)
    return (
      <span className="sb-hint" data-bad role="alert">
        {t('composer.noteFailed')}
      </span>
    );
  if (compose.left < 0)
    return (
      <span className="sb-hint" data-bad role="status">
        {t('composer.tooLong', { count: -compose.left })}
      </span>
    );
  if (compose.left < NEAR_LIMIT)
    return (
      <span className="sb-hint" role="status">
        {t('composer.left', { count: compose.left })}
      </span>
    );
  return (
    <span className="sb-hint" data-keys={!reopens}>
      {t(reopens ? 'composer.reopens' : 'composer.enter')}
    </span>
  );
}
