/** @jsxImportSource preact */
// How much of the longest message is used up.

import { fill } from '../words/language.js';
import { useLanguage } from './language-context.js';

export function Counter({ length, limit }: { length: number; limit: number }) {
  const { words, tag } = useLanguage();
  const number = new Intl.NumberFormat(tag);
  const over = length - limit;
  return (
    <p class={over > 0 ? 'count over' : 'count'} role="status">
      {over > 0
        ? fill(words.tooLong, { count: number.format(over) })
        : fill(words.count, { count: number.format(length), limit: number.format(limit) })}
    </p>
  );
}
