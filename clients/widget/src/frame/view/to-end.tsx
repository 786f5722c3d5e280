/** @jsxImportSource preact */
// The way back to the newest message, when the end of the list is out of sight.

import { Icon } from './icon.js';
import { useLanguage } from './language-context.js';

export function ToEnd({ news, onPress }: { news: boolean; onPress: () => void }) {
  const { words } = useLanguage();
  return (
    <button type="button" class={news ? 'to-end news' : 'to-end'} onClick={onPress} aria-label={words.toLatest}>
      {news && words.newMessages}
      <Icon name="down" />
    </button>
  );
}
