// Changing the words of an own message. The same change keeps its key, so trying again never makes a second edit.

import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { uuid } from '../api/uuid.js';
import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { useNotifyFailure } from '../shell/use-problem-text.js';

interface Props {
  conversation: string;
  seq: number;
  text: string;
  onClose: () => void;
}

/** A dialog with the message's text. */
export function EditDialog({ conversation, seq, text: before, onClose }: Props) {
  const { t } = useI18n();
  const { client } = useChat();
  const { calls } = useServices();
  const notifyFailure = useNotifyFailure();
  const [draft, setDraft] = useState(() => ({ text: before, key: uuid() }));
  const text = draft.text.trim();
  const edit = useMutation({
    mutationFn: () => calls.edit(conversation, seq, { kind: 'text', text }, draft.key),
    onSuccess: onClose,
    onError: (error) => notifyFailure('message.failedEdit', error),
  });
  return (
    <Modal opened onClose={onClose} title={t('message.editTitle')} size="lg">
      <Textarea
        data-autofocus
        autosize
        minRows={3}
        maxRows={12}
        maxLength={client.limits.textLength}
        aria-label={t('message.editTitle')}
        value={draft.text}
        onChange={(event) => setDraft({ text: event.currentTarget.value, key: uuid() })}
      />
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('app.cancel')}
        </Button>
        <Button loading={edit.isPending} disabled={text === '' || text === before} onClick={() => edit.mutate()}>
          {t('app.save')}
        </Button>
      </Group>
    </Modal>
  );
}
