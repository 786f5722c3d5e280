// The narrow rail: inbox, settings, and the agent with its presence. On a phone it lies below.

import { Tooltip } from '@mantine/core';
import { IconInbox, IconSettings } from '@tabler/icons-react';
import type { ComponentType } from 'react';

import iconUrl from '../icon.svg';
import { useI18n } from '../i18n/i18n.js';
import { AccountMenu } from './account-menu.js';
import { addressOf, type Route } from './route.js';
import { go } from './use-route.js';

interface LinkProps {
  route: Route;
  label: string;
  Icon: ComponentType<{ size?: number; stroke?: number }>;
  current: boolean;
}

function RailLink({ route, label, Icon, current }: LinkProps) {
  return (
    <Tooltip label={label} position="right">
      <a
        className="sb-rail-link sb-focus"
        href={addressOf(route)}
        aria-label={label}
        aria-current={current ? 'page' : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          go(route);
        }}
      >
        <Icon size={22} stroke={1.7} />
      </a>
    </Tooltip>
  );
}

/** Ways to the pages. */
export function Rail({ route }: { route: Route }) {
  const { t } = useI18n();
  const inbox = { name: 'inbox', view: 'mine', shop: null, conversation: null } as const;
  return (
    <nav className="sb-rail" aria-label="Shopbell">
      <img className="sb-rail-logo" src={iconUrl} width={32} height={32} alt="" />
      <RailLink route={inbox} label={t('app.inbox')} Icon={IconInbox} current={route.name === 'inbox'} />
      <RailLink
        route={{ name: 'shop', shop: null }}
        label={t('app.settings')}
        Icon={IconSettings}
        current={route.name === 'shop'}
      />
      <AccountMenu />
    </nav>
  );
}
