// The quiet card that sign-in, invitation and password pages share.

import { ActionIcon, Menu, Text, Title } from '@mantine/core';
import { IconLanguage } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import iconUrl from '../icon.svg';
import { LOCALE_NAMES, LOCALES } from '../i18n/catalogue.js';
import { useI18n } from '../i18n/i18n.js';

interface Props {
  title: string;
  lead?: string;
  children: ReactNode;
}

/** A page with one card. */
export function AuthCard({ title, lead, children }: Props) {
  const { t, setLocale } = useI18n();
  return (
    <main className="sb-auth">
      <div className="sb-auth-top">
        <Menu position="bottom-end" width={160}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('account.language')}>
              <IconLanguage size={20} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {LOCALES.map((locale) => (
              <Menu.Item key={locale} lang={locale} onClick={() => setLocale(locale)}>
                {LOCALE_NAMES[locale]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      <section className="sb-auth-card">
        <img src={iconUrl} width={44} height={44} alt="" />
        <Title order={1} size="h3" mt="md">
          {title}
        </Title>
        {lead !== undefined && (
          <Text c="var(--sb-dim)" mt={4} mb="lg">
            {lead}
          </Text>
        )}
        {children}
      </section>
      <p className="sb-auth-foot">Shopbell</p>
    </main>
  );
}
