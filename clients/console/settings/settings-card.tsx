// A card of the settings page.

import { Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

/** A title, a sentence and what can be set. */
export function SettingsCard({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="sb-card-settings" aria-labelledby={id}>
      <Title order={2} size="h5" id={id}>
        {title}
      </Title>
      {lead !== undefined && (
        <Text size="sm" c="var(--sb-dim)" mb="md">
          {lead}
        </Text>
      )}
      {children}
    </section>
  );
}
