// The page of a link that sets a new password, once.

import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';

import { ApiProblem } from '../api/problem.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { go } from '../shell/use-route.js';
import { useProblemText } from '../shell/use-problem-text.js';
import { AuthCard } from './auth-card.js';

const GONE = ['not_found', 'unauthorized', 'forbidden'];

/** Sets a new password by the secret of a link. */
export function ResetPage({ token }: { token: string }) {
  const { t } = useI18n();
  const { open } = useServices();
  const textOf = useProblemText();
  const [password, setPassword] = useState('');
  const reset = useMutation({ mutationFn: () => open.reset(token, password) });

  function onSubmit(event: SyntheticEvent): void {
    event.preventDefault();
    reset.mutate();
  }

  if (reset.isSuccess) {
    return (
      <AuthCard title={t('reset.title')} lead={t('reset.done')}>
        <Button size="md" fullWidth onClick={() => go({ name: 'inbox', view: 'mine', shop: null, conversation: null })}>
          {t('signIn.title')}
        </Button>
      </AuthCard>
    );
  }
  const { error } = reset;
  const gone = error instanceof ApiProblem && GONE.includes(error.code);
  return (
    <AuthCard title={t('reset.title')} lead={t('password.hint')}>
      <form onSubmit={onSubmit}>
        <Stack gap="md">
          {error && (
            <Alert color="red" role="alert">
              {gone ? t('reset.gone') : textOf(error)}
            </Alert>
          )}
          <PasswordInput
            label={t('reset.password')}
            autoComplete="new-password"
            required
            withAsterisk={false}
            minLength={10}
            maxLength={256}
            size="md"
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" size="md" fullWidth loading={reset.isPending}>
            {t('reset.submit')}
          </Button>
        </Stack>
      </form>
    </AuthCard>
  );
}
