// System lines in words. Whose id has no name yet is a colleague.

import type { SystemItem } from '../../sdk/index.js';
import type { I18n } from '../i18n/i18n.js';

/** Gives the name of an agent; null where it is not known. */
export type NameOf = (agent: string) => string | null;

type EventOfType<T extends SystemItem['event']['type']> = Extract<SystemItem['event'], { type: T }>;

/** The text of a system line. */
export function systemText({ event, by }: Pick<SystemItem, 'event' | 'by'>, i18n: I18n, nameOf: NameOf): string {
  const { t, format } = i18n;
  const who = by.role === 'system' ? t('system.server') : by.name || t('customer.visitor');
  switch (event.type) {
    case 'opened':
      return t(`system.opened.${event.source}`, { who });
    case 'status':
      return statusText(event, who, i18n);
    case 'assignment':
      return assignmentText(event, who, i18n, nameOf);
    case 'priority':
      return t('system.priority', { who, priority: t(`priority.${event.to}`) });
    case 'tags': {
      const [tags, removed] = [format.list(event.added), format.list(event.removed)];
      if (event.removed.length === 0) return t('system.tagged', { who, tags });
      return event.added.length === 0
        ? t('system.untagged', { who, tags: removed })
        : t('system.retagged', { who, tags, removed });
    }
    case 'rating': {
      const { score, comment } = event;
      return comment ? t('system.ratedWith', { who, score, comment }) : t('system.rated', { who, score });
    }
  }
}

function statusText(event: EventOfType<'status'>, who: string, { t, format }: I18n): string {
  if (event.to === 'open' && event.from === 'snoozed' && event.by.role === 'system') return t('system.woke');
  if (event.to === 'snoozed' && event.until !== undefined) {
    return t('system.snoozedUntil', { who, time: format.dateTime(event.until) });
  }
  return t(`system.${event.to}`, { who });
}

function assignmentText(event: EventOfType<'assignment'>, who: string, { t }: I18n, nameOf: NameOf): string {
  if (event.to === null) return t('system.unassigned', { who });
  if (event.to === event.by.id) return t('system.took', { who });
  return t('system.assigned', { who, to: nameOf(event.to) ?? t('system.somebody') });
}
