/** @jsxImportSource preact */
// The line over the messages that tells of a lost connection, and what becomes of what is written meanwhile.

import { Icon } from './icon.js';
import { useLanguage } from './language-context.js';

export function Notice({ onTry }: { onTry: () => void }) {
  const { words } = useLanguage();
  return (
    <div class="notice" role="status">
      <Icon name="cloud" />
      <span>{navigator.onLine ? words.reconnectingHint : words.offlineHint}</span>
      <button type="button" onClick={onTry}>
        {words.tryAgain}
      </button>
    </div>
  );
}
