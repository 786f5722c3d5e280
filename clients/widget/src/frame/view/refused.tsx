/** @jsxImportSource preact */
// Shown instead of messages when the server does not admit this page or shopper.

import { Icon } from './icon.js';
import { useLanguage } from './language-context.js';

export function Refused({ onTry }: { onTry: () => void }) {
  const { words } = useLanguage();
  return (
    <div class="turned-away" role="alert">
      <Icon name="cloud" />
      <strong>{words.refused}</strong>
      <p>{words.refusedHint}</p>
      <button type="button" onClick={onTry}>
        {words.tryAgain}
      </button>
    </div>
  );
}
