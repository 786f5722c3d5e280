// What stands in the list when it holds nothing.

import { IconCheckbox, IconInbox, IconMoon, IconUsers } from '@tabler/icons-react';

import type { View } from '../api/inbox-query.js';
import { useI18n } from '../i18n/i18n.js';

const ICONS = { mine: IconInbox, unassigned: IconUsers, open: IconInbox, snoozed: IconMoon, resolved: IconCheckbox };

/** A calm word instead of an empty list. */
export function EmptyList({ view }: { view: View }) {
  const { t } = useI18n();
  const Icon = ICONS[view];
  return (
    <div className="sb-empty" role="status">
      <Icon size={40} stroke={1.2} aria-hidden="true" />
      <strong>{t(`inbox.empty.${view}`)}</strong>
      <span>{t(`inbox.emptyLead.${view}`)}</span>
    </div>
  );
}
