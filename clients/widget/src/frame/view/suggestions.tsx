/** @jsxImportSource preact */
// First questions for a shopper who has not written yet. One press puts the words into the composer; nothing is sent.

import { useLanguage } from './language-context.js';

export function Suggestions({ onPick }: { onPick: (text: string) => void }) {
  const { words } = useLanguage();
  return (
    <div class="suggestions" role="group" aria-label={words.suggestions}>
      {[words.askOrder, words.askDelivery, words.askReturn].map((text) => (
        <button type="button" key={text} onClick={() => onPick(text)}>
          {text}
        </button>
      ))}
    </div>
  );
}
