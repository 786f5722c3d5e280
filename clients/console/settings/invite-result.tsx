// What became of an invitation: a mail is on its way, or the link has to be handed over.

import { Alert } from '@mantine/core';

import type { InvitationAnswer } from '../../sdk/protocol.js';
import { useI18n } from '../i18n/i18n.js';
import { CopyTextButton } from './copy-button.js';

/** A sentence, and the link where there is one. */
export function InviteResult({ to, answer }: { to: string; answer: InvitationAnswer }) {
  const { t, format } = useI18n();
  const { link, expiresAt } = answer;
  if (link === undefined) return <Alert role="status">{t('shop.invited', { email: to })}</Alert>;
  return (
    <Alert role="status">
      {t('shop.inviteLink', { email: to, time: format.dateTime(expiresAt) })}
      <div className="sb-snippet">
        <code>{link}</code>
        <CopyTextButton text={link} />
      </div>
    </Alert>
  );
}
