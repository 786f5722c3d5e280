// Copies a text, where the browser allows it (on pages without https it does not; the text can be marked by hand).

import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

import { useI18n } from '../i18n/i18n.js';

/** A button that says when it has copied. */
export function CopyTextButton({ text }: { text: string }) {
  const { t } = useI18n();
  if (!('clipboard' in navigator)) return null;
  return (
    <CopyButton value={text} timeout={2_000}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="light"
          leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          onClick={copy}
        >
          {t(copied ? 'app.copied' : 'app.copy')}
        </Button>
      )}
    </CopyButton>
  );
}
