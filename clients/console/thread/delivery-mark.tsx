// How far a message of the shop came, derived from what the customer's devices told.

import { IconCheck, IconChecks } from '@tabler/icons-react';

import { deliveryOf, type MessageItem } from '../../sdk/index.js';
import type { Marks } from '../../sdk/protocol.js';
import { useI18n } from '../i18n/i18n.js';

/** One check: sent. Two: delivered. Two in colour: read. */
export function DeliveryMark({ marks, item }: { marks: Marks; item: MessageItem }) {
  const { t } = useI18n();
  const delivery = deliveryOf(marks, item);
  const Icon = delivery === 'sent' ? IconCheck : IconChecks;
  return (
    <span className="sb-delivery" data-delivery={delivery} title={t(`message.${delivery}`)}>
      <Icon size={15} stroke={2} role="img" aria-label={t(`message.${delivery}`)} />
    </span>
  );
}
