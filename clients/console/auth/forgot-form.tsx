// Asks for the link that sets a new password. The answer is the same whether the address is known or not.

import { Alert, Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';

import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { useProblemText } from '../shell/use-problem-text.js';

/** The form of a forgotten password. */
export function ForgotForm({ onBack }: { onBack: () => void }) {
  const { t } = useI18n();
  const { open } = useServices();
  const textOf = useProblemText();
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => open.askReset(email.trim()) });

  function onSubmit(event: SyntheticEvent): void {
    event.preventDefault();
    ask.mutate();
  }

  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {ask.isSuccess && <Alert role="status">{t('signIn.linkSent')}</Alert>}
        {ask.isError && (
          <Alert color="red" role="alert">
            {textOf(ask.error)}
          </Alert>
        )}
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          size="md"
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" size="md" fullWidth loading={ask.isPending} disabled={ask.isSuccess}>
          {t('signIn.sendLink')}
        </Button>
        <Anchor component="button" type="button" size="sm" ta="center" onClick={onBack}>
          {t('app.back')}
        </Anchor>
      </Stack>
    </form>
  );
}
