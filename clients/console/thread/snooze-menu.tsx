// Putting a conversation off for a while; it comes back by itself, or when the customer writes.

import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconMoon } from '@tabler/icons-react';

import { useI18n } from '../i18n/i18n.js';
import type { Head } from './head.js';
import { inHours, tomorrowMorning } from './snooze-times.js';
import type { Change } from './use-change.js';

/** The choice of when it comes back. */
export function SnoozeMenu({ head, change }: { head: Head; change: Change }) {
  const { t, format } = useI18n();
  if (head.status === 'resolved') return null;
  const snooze = (until: string): void => change.make({ status: 'snoozed', until });
  const morning = tomorrowMorning(Date.now());
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('action.snooze')}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('action.snooze')} disabled={change.busy}>
            <IconMoon size={19} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('action.snooze')}</Menu.Label>
        <Menu.Item onClick={() => snooze(inHours(1, Date.now()))}>{t('action.snooze1h')}</Menu.Item>
        <Menu.Item onClick={() => snooze(inHours(3, Date.now()))}>{t('action.snooze3h')}</Menu.Item>
        <Menu.Item onClick={() => snooze(morning)}>
          {t('action.snoozeTomorrow', { time: format.time(morning) })}
        </Menu.Item>
        {head.status === 'snoozed' && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => change.make({ status: 'open' })}>{t('action.reopen')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
