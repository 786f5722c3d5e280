// Asks before the content of a message goes for good.

import { Button, Group, Modal, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { uuid } from '../api/uuid.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { useNotifyFailure } from '../shell/use-problem-text.js';

/** A question with its two answers. */
export function RecallDialog({
  conversation,
  seq,
  onClose,
}: {
  conversation: string;
  seq: number;
  onClose: () => void;
}) {
  const { t } = useI18n();
  const { calls } = useServices();
  const notifyFailure = useNotifyFailure();
  const [key] = useState(uuid);
  const recall = useMutation({
    mutationFn: () => calls.recall(conversation, seq, key),
    onSuccess: onClose,
    onError: (error) => notifyFailure('message.failedRecall', error),
  });
  return (
    <Modal opened onClose={onClose} title={t('message.recallTitle')}>
      <Text c="var(--sb-dim)">{t('message.recallLead')}</Text>
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button color="red" loading={recall.isPending} onClick={() => recall.mutate()}>
          {t('message.recall')}
        </Button>
      </Group>
    </Modal>
  );
}
