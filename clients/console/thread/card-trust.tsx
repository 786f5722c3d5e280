// Warns of a card that a shopper sent without the shop's signature.

import { IconAlertTriangle } from '@tabler/icons-react';

import { useI18n } from '../i18n/i18n.js';

/** Nothing, for a card that the shop vouches for. */
export function CardTrust({ verified }: { verified: boolean }) {
  const { t } = useI18n();
  if (verified) return null;
  return (
    <span className="sb-card-trust">
      <IconAlertTriangle size={13} aria-hidden="true" /> {t('card.unverified')}
    </span>
  );
}
