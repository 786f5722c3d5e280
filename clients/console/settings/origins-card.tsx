// The pages that may show the chat.

import { Button, Group, TagsInput, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { ShopDetail } from '../api/shapes.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { useNotifyFailure } from '../shell/use-problem-text.js';
import { originOf } from './origins.js';
import { SettingsCard } from './settings-card.js';

const MAX_ORIGINS = 20;

/** A list of origins; `manages`: this agent may change it. */
export function OriginsCard({ shop, manages }: { shop: ShopDetail; manages: boolean }) {
  const { t } = useI18n();
  const { calls } = useServices();
  const cache = useQueryClient();
  const notifyFailure = useNotifyFailure();
  const [origins, setOrigins] = useState<readonly string[]>(shop.origins);
  const [bad, setBad] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: () => calls.setOrigins(shop.id, origins),
    onSuccess: () => {
      notifications.show({ color: 'petrol', message: t('app.saved') });
      return cache.invalidateQueries({ queryKey: ['shop', shop.id] });
    },
    onError: (error) => notifyFailure('shop.origins', error),
  });

  function onChange(typed: readonly string[]): void {
    const wrong = typed.find((text) => originOf(text) === null) ?? null;
    setBad(wrong);
    setOrigins([...new Set(typed.flatMap((text) => originOf(text) ?? []))]);
  }

  const changed = origins.join(' ') !== shop.origins.join(' ');
  return (
    <SettingsCard title={t('shop.origins')} lead={t('shop.originsLead')}>
      <TagsInput
        aria-label={t('shop.origins')}
        placeholder={manages ? t('shop.addOrigin') : ''}
        maxTags={MAX_ORIGINS}
        readOnly={!manages}
        splitChars={[',', ' ', '\n']}
        value={[...origins]}
        error={bad !== null && t('shop.badOrigin', { origin: bad })}
        onChange={onChange}
      />
      {manages ? (
        <Group justify="flex-end" mt="sm">
          <Button size="sm" disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>
            {t('app.save')}
          </Button>
        </Group>
      ) : (
        <Text size="sm" c="var(--sb-dim)" mt="xs">
          {t('shop.readOnly')}
        </Text>
      )}
    </SettingsCard>
  );
}
