/** @jsxImportSource preact */
// A file or picture by name and size.

import type { FileContent } from '../../../../sdk/index.js';
import { sizeOf } from '../text/times.js';
import { Icon } from './icon.js';
import { useLanguage } from './language-context.js';

export function FileChip({ content }: { content: FileContent }) {
  const language = useLanguage();
  return (
    <span class="file">
      <Icon name="file" />
      <span class="file-name" dir="auto">
        {content.name}
      </span>
      <span class="hint">{sizeOf(content.size, language)}</span>
    </span>
  );
}
