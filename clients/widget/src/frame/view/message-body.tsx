/** @jsxImportSource preact */
// What a message holds, by its kind. A kind that is not known is shown by its one-line fallback.

import { previewOf } from '../../../../sdk/index.js';
import { FileChip } from './file-chip.js';
import { useLanguage } from './language-context.js';
import { OrderCard } from './order-card.js';
import { ProductCard } from './product-card.js';
import { RichText } from './rich-text.js';
import type { MessageRow } from './timeline.js';

export function MessageBody({ content }: { content: MessageRow['content'] }) {
  const { words } = useLanguage();
  if (!content) return <p class="text withdrawn">{words.recalled}</p>;
  switch (content.kind) {
    case 'text':
      return <RichText text={content.text} />;
    case 'product':
      return <ProductCard content={content} />;
    case 'order':
      return <OrderCard content={content} />;
    case 'image':
    case 'file':
      return <FileChip content={content} />;
    default:
      return <RichText text={previewOf(content)} />;
  }
}
