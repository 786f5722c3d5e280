// E-mail and password, and what went wrong with them.

import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';

import { useI18n } from '../i18n/i18n.js';
import { useSignIn } from './use-sign-in.js';

interface Props {
  /** Given where the address is known and must not change. */
  email?: string;
  onForgot?: () => void;
}

/** The form of a sign-in. */
export function SignInForm({ email: known, onForgot }: Props) {
  const { t } = useI18n();
  const { busy, locked, message, submit } = useSignIn();
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');

  function onSubmit(event: SyntheticEvent): void {
    event.preventDefault();
    if (!busy && !locked) void submit(email, password).then(() => setPassword(''));
  }

  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {message !== null && (
          <Alert color="red" variant="light" role="alert" p="sm">
            {message}
          </Alert>
        )}
        <TextInput
          label={t('signIn.email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          size="md"
          value={email}
          readOnly={known !== undefined}
          data-autofocus={known === undefined ? true : undefined}
          autoFocus={known === undefined}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          value={password}
          data-autofocus={known === undefined ? undefined : true}
          autoFocus={known !== undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" fullWidth loading={busy} disabled={locked}>
          {t('signIn.submit')}
        </Button>
        {onForgot && (
          <Anchor component="button" type="button" size="sm" ta="center" onClick={onForgot}>
            {t('signIn.forgot')}
          </Anchor>
        )}
      </Stack>
    </form>
  );
}
