// Refusing a customer's messages, and taking them again.

import { Button, Group, Modal, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconBan } from '@tabler/icons-react';
import { useState } from 'react';

import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { useNotifyFailure } from '../shell/use-problem-text.js';
import type { Head } from '../thread/head.js';
import { customerName } from './customer-name.js';

/** Asks before it blocks; unblocks at once. */
export function BlockButton({ head }: { head: Head }) {
  const { t } = useI18n();
  const { calls } = useServices();
  const cache = useQueryClient();
  const notifyFailure = useNotifyFailure();
  const queryKey = ['customer', head.customer.id];
  const customer = useQuery({ queryKey, queryFn: () => calls.customer(head.customer.id) });
  const blocked = customer.data?.blocked ?? false;
  const [asking, setAsking] = useState(false);
  const set = useMutation({
    mutationFn: (next: boolean) => calls.block(head.customer.id, next),
    onSuccess: (now) => {
      setAsking(false);
      cache.setQueryData(queryKey, now);
    },
    onError: (error) => notifyFailure('action.failed', error),
  });
  return (
    <div className="sb-block">
      {blocked && <span className="sb-trust">{t('customer.blocked')}</span>}
      <Button
        variant="subtle"
        color={blocked ? 'gray' : 'red'}
        c={blocked ? 'var(--sb-dim)' : 'var(--sb-breach)'}
        size="compact-sm"
        leftSection={<IconBan size={15} />}
        loading={set.isPending}
        onClick={() => (blocked ? set.mutate(false) : setAsking(true))}
      >
        {t(blocked ? 'customer.unblock' : 'customer.block')}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('customer.blockTitle', { name: customerName(head.customer, t) })}
      >
        <Text c="var(--sb-dim)">{t('customer.blockLead')}</Text>
        <Group justify="flex-end" gap="sm" mt="lg">
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            {t('app.cancel')}
          </Button>
          <Button color="red" loading={set.isPending} onClick={() => set.mutate(true)}>
            {t('customer.block')}
          </Button>
        </Group>
      </Modal>
    </div>
  );
}
