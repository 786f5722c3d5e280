/** @jsxImportSource preact */
// Stands for messages that are on their way.

import { useLanguage } from './language-context.js';

export function Skeleton() {
  const { words } = useLanguage();
  return (
    <div class="skeleton" role="status" aria-label={words.loading}>
      <i />
      <i />
      <i />
    </div>
  );
}
