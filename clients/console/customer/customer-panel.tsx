// The customer beside the thread: who it is and whether that is proven, what it looks at, and the conversation's own facts.

import { Tooltip } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';

import type { ConversationDetail } from '../api/shapes.js';
import { useI18n } from '../i18n/i18n.js';
import { PersonAvatar } from '../shell/person-avatar.js';
import type { Head } from '../thread/head.js';
import type { Change } from '../thread/use-change.js';
import { BlockButton } from './block-button.js';
import { ConversationFacts } from './conversation-facts.js';
import { customerName } from './customer-name.js';
import { PageContext } from './page-context.js';
import { PanelPart } from './panel-part.js';
import { VerifiedBadge } from './verified-badge.js';

interface Props {
  head: Head;
  detail: ConversationDetail | null;
  change: Change;
}

function Identity({ head }: { head: Head }) {
  const { t } = useI18n();
  const { customer } = head;
  return (
    <div className="sb-identity">
      <PersonAvatar name={customer.name} size={64} />
      <strong className="sb-identity-name">{customerName(customer, t)}</strong>
      {customer.verified ? (
        <span className="sb-trust" data-verified>
          <VerifiedBadge size={15} /> {t('customer.verified')}
        </span>
      ) : (
        <Tooltip label={t('customer.unverifiedHint')} multiline w={220}>
          <span className="sb-trust" tabIndex={0}>
            {t('customer.unverified')}
          </span>
        </Tooltip>
      )}
    </div>
  );
}

function Reach({ head }: { head: Head }) {
  const { t } = useI18n();
  const { email, phone } = head.customer;
  if (!email && !phone) return null;
  return (
    <ul className="sb-reach">
      {email && (
        <li title={t('customer.email')}>
          <IconMail size={16} stroke={1.6} role="img" aria-label={t('customer.email')} />
          <span className="sb-cut">{email}</span>
        </li>
      )}
      {phone && (
        <li title={t('customer.phone')}>
          <IconPhone size={16} stroke={1.6} role="img" aria-label={t('customer.phone')} />
          <span className="sb-cut">{phone}</span>
        </li>
      )}
    </ul>
  );
}

function Attributes({ head }: { head: Head }) {
  const { t, format } = useI18n();
  const attributes = Object.entries(head.customer.attributes ?? {});
  if (attributes.length === 0) return null;
  const textOf = (value: string | number | boolean): string =>
    typeof value === 'number'
      ? format.number.format(value)
      : typeof value === 'string'
        ? value
        : t(value ? 'customer.yes' : 'customer.no');
  return (
    <PanelPart title={t('customer.attributes')}>
      <dl className="sb-facts">
        {attributes.map(([name, value]) => (
          <div key={name}>
            <dt className="sb-cut">{name}</dt>
            <dd>{textOf(value)}</dd>
          </div>
        ))}
      </dl>
    </PanelPart>
  );
}

/** All that is known of a customer. */
export function CustomerPanel({ head, detail, change }: Props) {
  const { t } = useI18n();
  return (
    <div className="sb-panel" role="group" aria-label={t('customer.panel')}>
      <Identity head={head} />
      <Reach head={head} />
      <ConversationFacts head={head} change={change} />
      <PageContext context={detail?.context ?? null} />
      <Attributes head={head} />
      <BlockButton head={head} />
    </div>
  );
}
