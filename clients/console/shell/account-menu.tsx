// The agent's own menu: presence, appearance, language, signing out.

import { Menu, Text } from '@mantine/core';
import { IconLogout, IconLogout2 } from '@tabler/icons-react';

import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { AppearanceItems } from './appearance-items.js';
import { PersonAvatar } from './person-avatar.js';
import { PresenceItems } from './presence-items.js';
import { useSignOut } from './use-sign-out.js';

/** The menu, opened by the agent's picture. */
export function AccountMenu() {
  const { t } = useI18n();
  const { me } = useChat();
  const signOut = useSignOut();
  return (
    <Menu position="right-end" width={240}>
      <Menu.Target>
        <button type="button" className="sb-plain sb-account" aria-label={t('account.menu', { name: me.name })}>
          <PersonAvatar name={me.name} size={34} />
          <span className="sb-dot" data-presence={me.state} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="sb-account-head">
          <Text fw={600} truncate>
            {me.name}
          </Text>
          <Text size="xs" c="var(--sb-dim)" truncate>
            {me.email}
          </Text>
        </div>
        <Menu.Divider />
        <PresenceItems />
        <Menu.Divider />
        <AppearanceItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut(false)}>
          {t('account.signOut')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout2 size={16} />} onClick={() => signOut(true)}>
          {t('account.signOutAll')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
