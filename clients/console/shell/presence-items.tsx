// The choice of presence: online, busy, away.

import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconCheck } from '@tabler/icons-react';

import type { AgentState } from '../../sdk/protocol.js';
import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from './services.js';
import { useNotifyFailure } from './use-problem-text.js';

const STATES: readonly AgentState[] = ['online', 'busy', 'away'];

/** Items of a menu. */
export function PresenceItems() {
  const { t } = useI18n();
  const { me } = useChat();
  const { calls, session } = useServices();
  const notifyFailure = useNotifyFailure();
  const choose = useMutation({
    mutationFn: (state: AgentState) => calls.presence(state),
    onSuccess: (_, state) => session.update({ state }),
    onError: (error) => notifyFailure('account.presence', error),
  });
  return (
    <>
      <Menu.Label>{t('account.presence')}</Menu.Label>
      {STATES.map((state) => (
        <Menu.Item
          key={state}
          role="menuitemradio"
          aria-checked={me.state === state}
          closeMenuOnClick={false}
          leftSection={<span className="sb-dot" data-presence={state} aria-hidden="true" />}
          rightSection={me.state === state && <IconCheck size={14} aria-hidden="true" />}
          onClick={() => choose.mutate(state)}
        >
          {t(`presence.${state}`)}
        </Menu.Item>
      ))}
    </>
  );
}
