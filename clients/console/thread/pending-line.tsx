// An own message that is not in the log yet: on its way, or failed and waiting for a decision.

import { Anchor } from '@mantine/core';
import { IconAlertCircle, IconCheck, IconClock } from '@tabler/icons-react';

import type { PendingMessage } from '../../sdk/index.js';
import { CODES, type Code } from '../../sdk/protocol.js';
import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { MessageBody } from './message-body.js';

function Failed({ message }: { message: PendingMessage }) {
  const { t } = useI18n();
  const { client } = useChat();
  const code = message.error?.code ?? '';
  const why = Object.hasOwn(CODES, code) ? t(`problem.${code as Code}`) : null;
  return (
    <span className="sb-meta sb-failed" role="alert">
      <IconAlertCircle size={14} aria-hidden="true" />
      {why === null ? t('message.failed') : t('message.failedWhy', { why })}
      <Anchor component="button" type="button" size="xs" onClick={() => client.retry(message.id)}>
        {t('message.retry')}
      </Anchor>
      <Anchor component="button" type="button" size="xs" c="var(--sb-dim)" onClick={() => client.cancel(message.id)}>
        {t('message.discard')}
      </Anchor>
    </span>
  );
}

function OnItsWay({ state }: { state: 'sending' | 'sent' }) {
  const { t } = useI18n();
  const Icon = state === 'sending' ? IconClock : IconCheck;
  return (
    <span className="sb-meta">
      {t(`message.${state}`)} <Icon size={13} aria-hidden="true" />
    </span>
  );
}

/** A bubble of the shop's side that says truly where it is. */
export function PendingLine({ message }: { message: PendingMessage }) {
  return (
    <div className="sb-message" data-kind="shop" data-starts data-ends data-state={message.state}>
      <div className="sb-message-column">
        <div className="sb-bubble-line">
          <div className="sb-bubble">
            <MessageBody content={message.content} fromCustomer={false} />
          </div>
        </div>
        {message.state === 'failed' ? <Failed message={message} /> : <OnItsWay state={message.state} />}
      </div>
    </div>
  );
}
