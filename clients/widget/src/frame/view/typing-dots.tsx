/** @jsxImportSource preact */
// Somebody of the shop is typing.

import { fill } from '../words/language.js';
import { Avatar } from './avatar.js';
import { useLanguage } from './language-context.js';

export function TypingDots({ name }: { name: string }) {
  const { words } = useLanguage();
  return (
    <div class="message theirs first last typing">
      <div class="side">
        <Avatar name={name} />
      </div>
      <div class="stack">
        <div class="bubble">
          <span class="unseen">{fill(words.typing, { name })}</span>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
        </div>
      </div>
    </div>
  );
}
