// Whom the conversation is with, how it stands, and what an agent can do with it.

import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowLeft, IconCheck, IconLayoutSidebarRight } from '@tabler/icons-react';

import { usePresence } from '../chat/chat.js';
import { customerName } from '../customer/customer-name.js';
import { VerifiedBadge } from '../customer/verified-badge.js';
import { useI18n } from '../i18n/i18n.js';
import { WaitBadge } from '../inbox/wait-badge.js';
import { PersonAvatar } from '../shell/person-avatar.js';
import { AssignMenu } from './assign-menu.js';
import type { Head } from './head.js';
import { PriorityMenu } from './priority-menu.js';
import { SnoozeMenu } from './snooze-menu.js';
import type { Change } from './use-change.js';

interface Props {
  head: Head;
  change: Change;
  onBack: () => void;
  panelOpen: boolean;
  onPanel: () => void;
}

function StatusLine({ head }: { head: Head }) {
  const { t, format } = useI18n();
  const text =
    head.status === 'snoozed' && head.until !== null
      ? t('status.snoozedUntil', { time: format.soon(head.until, Date.now()) })
      : t(`status.${head.status}`);
  const waits = head.status === 'open' || head.status === 'pending';
  return (
    <span className="sb-head-line">
      <span>#{head.number}</span>
      <span className="sb-status" data-status={head.status}>
        {text}
      </span>
      {waits && <WaitBadge since={head.waitingSince} />}
    </span>
  );
}

function ResolveButton({ head, change }: { head: Head; change: Change }) {
  const { t } = useI18n();
  const done = head.status === 'resolved';
  const label = t(done ? 'action.reopen' : 'action.resolve');
  return (
    <Button
      className="sb-resolve"
      size="sm"
      variant={done ? 'default' : 'filled'}
      loading={change.busy}
      aria-label={label}
      leftSection={done ? <IconArrowBackUp size={17} /> : <IconCheck size={17} />}
      onClick={() => change.make({ status: done ? 'open' : 'resolved' })}
    >
      {label}
    </Button>
  );
}

/** The head of a thread. */
export function ThreadHeader({ head, change, onBack, panelOpen, onPanel }: Props) {
  const { t } = useI18n();
  const presence = usePresence(head.customer.id);
  const { customer } = head;
  return (
    <header className="sb-head">
      <ActionIcon
        className="sb-back"
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('app.back')}
        onClick={onBack}
      >
        <IconArrowLeft size={20} />
      </ActionIcon>
      <span className="sb-head-person">
        <PersonAvatar name={customer.name} size={38} />
        {presence === 'online' && (
          <span className="sb-dot" data-presence="online" role="img" aria-label={t('presence.online')} />
        )}
      </span>
      <div className="sb-head-main">
        <span className="sb-head-line">
          <h2 className="sb-head-name sb-cut">{customerName(customer, t)}</h2>
          {customer.verified && <VerifiedBadge />}
        </span>
        <StatusLine head={head} />
      </div>
      <div className="sb-head-actions">
        <AssignMenu head={head} change={change} />
        <PriorityMenu head={head} change={change} />
        <SnoozeMenu head={head} change={change} />
        <ResolveButton head={head} change={change} />
        <Tooltip label={t(panelOpen ? 'customer.hide' : 'customer.show')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t(panelOpen ? 'customer.hide' : 'customer.show')}
            aria-pressed={panelOpen}
            onClick={onPanel}
          >
            <IconLayoutSidebarRight size={20} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}
