// The line to paste into the shop's pages.

import type { ShopDetail } from '../api/shapes.js';
import { useI18n } from '../i18n/i18n.js';
import { CopyTextButton } from './copy-button.js';
import { embedSnippet } from './embed-snippet.js';
import { SettingsCard } from './settings-card.js';

/** The embed snippet and the shop's key. */
export function InstallCard({ shop }: { shop: ShopDetail }) {
  const { t } = useI18n();
  const snippet = embedSnippet(shop.widgetOrigin ?? location.origin, shop.shopKey);
  return (
    <SettingsCard title={t('shop.install')} lead={t('shop.installLead')}>
      <div className="sb-snippet">
        <code tabIndex={0}>{snippet}</code>
        <CopyTextButton text={snippet} />
      </div>
      <p className="sb-key">
        {t('shop.key')}: <code>{shop.shopKey}</code>
      </p>
    </SettingsCard>
  );
}
