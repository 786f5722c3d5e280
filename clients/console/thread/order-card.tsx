// An order of the customer.

import { IconPackage } from '@tabler/icons-react';

import type { OrderCard } from '../../sdk/protocol.js';
import { useI18n } from '../i18n/i18n.js';
import { CardTrust } from './card-trust.js';
import { isHttps } from './is-https.js';

/** A card with number, state, sum and what was ordered. */
export function OrderCardView({ order, verified }: { order: OrderCard; verified: boolean }) {
  const { t, format } = useI18n();
  const items = order.items ?? [];
  return (
    <span className="sb-card">
      <span className="sb-card-picture">
        <IconPackage size={22} stroke={1.5} aria-hidden="true" />
      </span>
      <span className="sb-card-main">
        <span className="sb-card-title">{t('card.order', { number: order.number })}</span>
        <span className="sb-card-line">
          {order.status} · {format.money(order.total)}
        </span>
        {items.length > 0 && (
          <span className="sb-card-items">
            {items.map((item, index) => (
              <span key={index}>
                {format.number.format(item.quantity)} × {item.title}
              </span>
            ))}
          </span>
        )}
        {order.url !== undefined && isHttps(order.url) && (
          <a href={order.url} target="_blank" rel="noopener noreferrer nofollow">
            {t('card.open')}
          </a>
        )}
        <CardTrust verified={verified} />
      </span>
    </span>
  );
}
