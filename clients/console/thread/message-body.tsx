// The content of a message by its kind. What a person typed is text and nothing else; a kind that is not known is its fallback.

import { previewOf } from '../../sdk/index.js';
import type { Content } from '../../sdk/protocol.js';
import { FileCard } from './file-card.js';
import { OrderCardView } from './order-card.js';
import { ProductCardView } from './product-card.js';
import { splitLinks } from './split-links.js';

function Text({ text }: { text: string }) {
  return (
    <span className="sb-text" dir="auto">
      {splitLinks(text).map(({ text: piece, href }, index) =>
        href === undefined ? (
          piece
        ) : (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {piece}
          </a>
        ),
      )}
    </span>
  );
}

/** `fromCustomer`: a card of it is not to be trusted unless the server says that it is verified. */
export function MessageBody({ content, fromCustomer }: { content: Content; fromCustomer: boolean }) {
  switch (content.kind) {
    case 'text':
      return <Text text={content.text} />;
    case 'image':
    case 'file':
      return <FileCard content={content} />;
    case 'product':
      return <ProductCardView product={content.product} verified={content.verified ?? !fromCustomer} />;
    case 'order':
      return <OrderCardView order={content.order} verified={content.verified ?? !fromCustomer} />;
    default:
      return <Text text={previewOf(content)} />;
  }
}
