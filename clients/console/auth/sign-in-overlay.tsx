// The sign-in ended while somebody was at work: the page stays as it is below, drafts and all.

import { Anchor, Modal, Text } from '@mantine/core';

import type { AgentRow } from '../../sdk/protocol.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { SignInForm } from './sign-in-form.js';

/** Asks the same agent for its password, over the page. */
export function SignInOverlay({ agent }: { agent: AgentRow }) {
  const { t } = useI18n();
  const { session } = useServices();
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('signIn.again')}
    >
      <Text c="var(--sb-dim)" mb="md">
        {t('signIn.againLead')}
      </Text>
      <SignInForm email={agent.email} />
      <Text ta="center" mt="md">
        <Anchor component="button" type="button" size="sm" onClick={() => session.leave()}>
          {t('signIn.other')}
        </Anchor>
      </Text>
    </Modal>
  );
}
