// The choice of one shop or all, for agents of several.

import { Button, Menu } from '@mantine/core';
import { IconBuildingStore, IconCheck, IconChevronDown } from '@tabler/icons-react';

import type { View } from '../api/inbox-query.js';
import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { go } from '../shell/use-route.js';

/** Nothing, for agents of one shop. */
export function ShopFilter({ view, shop }: { view: View; shop: string | null }) {
  const { t } = useI18n();
  const { me } = useChat();
  if (me.shops.length < 2) return null;
  const choices = [{ id: null, name: t('inbox.allShops') }, ...me.shops];
  const chosen = choices.find(({ id }) => id === shop)?.name ?? t('inbox.allShops');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          className="sb-shop-filter"
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconBuildingStore size={15} aria-hidden="true" />}
          rightSection={<IconChevronDown size={13} aria-hidden="true" />}
          aria-label={`${t('inbox.shop')}: ${chosen}`}
        >
          {chosen}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ id, name }) => (
          <Menu.Item
            key={id ?? ''}
            leftSection={<IconCheck size={14} visibility={id === shop ? 'visible' : 'hidden'} aria-hidden="true" />}
            onClick={() => go({ name: 'inbox', view, shop: id, conversation: null })}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
