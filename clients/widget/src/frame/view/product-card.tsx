/** @jsxImportSource preact */
// A product that was sent as a card. Picture and link are https or absent.

import type { ProductContent } from '../../../../sdk/index.js';
import { httpsOnly } from '../text/linkify.js';
import { amountOf } from '../text/times.js';
import { Icon } from './icon.js';
import { useLanguage } from './language-context.js';

export function ProductCard({ content: { product, verified } }: { content: ProductContent }) {
  const language = useLanguage();
  const image = httpsOnly(product.image);
  const href = httpsOnly(product.url);
  return (
    <div class="card">
      <div class="card-picture">
        <Icon name="bag" />
        {image && <img src={image} alt="" loading="lazy" referrerpolicy="no-referrer" />}
      </div>
      <div class="card-body">
        <strong dir="auto">{product.title}</strong>
        <span class="price">{amountOf(product.price, language)}</span>
        {verified === false && <span class="hint">{language.words.unverified}</span>}
      </div>
      {href && (
        <a class="card-link" href={href} rel="noopener noreferrer" target="_blank">
          {language.words.viewProduct}
          <Icon name="arrow" />
        </a>
      )}
    </div>
  );
}
