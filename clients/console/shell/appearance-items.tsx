// The choice of light or dark, and of the language.

import { Menu, SegmentedControl, useMantineColorScheme } from '@mantine/core';

import { LOCALE_NAMES, LOCALES } from '../i18n/catalogue.js';
import { useI18n } from '../i18n/i18n.js';

const SCHEMES = ['light', 'dark', 'auto'] as const;

/** Two small switches inside a menu. */
export function AppearanceItems() {
  const { t, locale, setLocale } = useI18n();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t('account.theme')}</Menu.Label>
      <SegmentedControl
        className="sb-menu-switch"
        size="xs"
        fullWidth
        aria-label={t('account.theme')}
        value={colorScheme}
        onChange={setColorScheme}
        data={SCHEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
      />
      <Menu.Label>{t('account.language')}</Menu.Label>
      <SegmentedControl
        className="sb-menu-switch"
        size="xs"
        fullWidth
        aria-label={t('account.language')}
        value={locale}
        onChange={setLocale}
        data={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }))}
      />
    </>
  );
}
