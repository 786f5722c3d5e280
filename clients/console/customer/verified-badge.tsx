// The mark of a customer whose identity the shop signed.

import { Tooltip } from '@mantine/core';
import { IconRosetteDiscountCheckFilled } from '@tabler/icons-react';

import { useI18n } from '../i18n/i18n.js';

/** A check mark with its meaning. */
export function VerifiedBadge({ size = 16 }: { size?: number }) {
  const { t } = useI18n();
  return (
    <Tooltip label={t('customer.verifiedHint')}>
      <span className="sb-verified" role="img" aria-label={t('customer.verified')}>
        <IconRosetteDiscountCheckFilled size={size} />
      </span>
    </Tooltip>
  );
}
