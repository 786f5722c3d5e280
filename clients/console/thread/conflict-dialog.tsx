// A colleague changed the conversation first: shows how it stands and asks what to do.

import { Button, Group, Modal, Text } from '@mantine/core';

import { useI18n } from '../i18n/i18n.js';
import type { Change } from './use-change.js';

/** Nothing, unless a change met another. */
export function ConflictDialog({ change }: { change: Change }) {
  const { t } = useI18n();
  const { conflict } = change;
  return (
    <Modal opened={conflict !== null} onClose={() => change.settle(false)} title={t('conflict.title')}>
      <Text c="var(--sb-dim)">{t('conflict.lead')}</Text>
      {conflict && (
        <dl className="sb-facts sb-conflict">
          <dt>{t('conflict.status')}</dt>
          <dd>{t(`status.${conflict.present.status}`)}</dd>
          <dt>{t('conflict.assignee')}</dt>
          <dd>{conflict.present.assignee?.name ?? t('inbox.unassigned')}</dd>
          <dt>{t('priority.label')}</dt>
          <dd>{t(`priority.${conflict.present.priority}`)}</dd>
          {conflict.present.tags.length > 0 && (
            <>
              <dt>{t('facts.tags')}</dt>
              <dd>{conflict.present.tags.join(', ')}</dd>
            </>
          )}
        </dl>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={() => change.settle(false)} data-autofocus>
          {t('conflict.keep')}
        </Button>
        <Button onClick={() => change.settle(true)}>{t('conflict.repeat')}</Button>
      </Group>
    </Modal>
  );
}
