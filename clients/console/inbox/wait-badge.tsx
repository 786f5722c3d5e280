// How long the customer has waited, in the colours of the reply clock.

import { IconClock } from '@tabler/icons-react';

import { useI18n } from '../i18n/i18n.js';
import { useNow } from '../shell/use-now.js';
import { waitSince } from './reply-clock.js';

const LABELS = { calm: 'inbox.waiting', warn: 'inbox.waitingWarn', breach: 'inbox.waitingBreach' } as const;

/** Nothing, when nobody waits. */
export function WaitBadge({ since }: { since: string | null }) {
  const { t, format } = useI18n();
  const now = useNow(1_000);
  const wait = waitSince(since, now);
  if (!wait) return null;
  const time = format.span(wait.ms);
  return (
    <span className="sb-wait" data-urgency={wait.urgency} title={t(LABELS[wait.urgency], { time })}>
      <IconClock size={13} stroke={2} aria-hidden="true" />
      <span aria-hidden="true">{time}</span>
      <span className="sb-hidden">{t(LABELS[wait.urgency], { time })}</span>
    </span>
  );
}
