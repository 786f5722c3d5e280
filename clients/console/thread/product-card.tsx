// A product of the shop. Pictures are loaded only where the shop vouches for the card: a shopper's could tell it who looks.

import { IconShoppingBag } from '@tabler/icons-react';
import { useState } from 'react';

import type { ProductCard } from '../../sdk/protocol.js';
import { useI18n } from '../i18n/i18n.js';
import { CardTrust } from './card-trust.js';
import { isHttps } from './is-https.js';

/** A card with picture, title, price and a way to the shop. */
export function ProductCardView({ product, verified }: { product: ProductCard; verified: boolean }) {
  const { t, format } = useI18n();
  const [broken, setBroken] = useState(false);
  const picture = verified && !broken && product.image !== undefined && isHttps(product.image) ? product.image : null;
  return (
    <span className="sb-card">
      <span className="sb-card-picture">
        {picture === null ? (
          <IconShoppingBag size={22} stroke={1.5} aria-hidden="true" />
        ) : (
          <img src={picture} alt="" loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
        )}
      </span>
      <span className="sb-card-main">
        <span className="sb-card-title">{product.title}</span>
        <span className="sb-card-line">{format.money(product.price)}</span>
        {isHttps(product.url) && (
          <a href={product.url} target="_blank" rel="noopener noreferrer nofollow">
            {t('card.open')}
          </a>
        )}
        <CardTrust verified={verified} />
      </span>
    </span>
  );
}
