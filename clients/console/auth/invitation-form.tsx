// Name and password of who joins; then it is signed in.

import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';

import type { InvitationInfo } from '../api/shapes.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { go } from '../shell/use-route.js';
import { useProblemText } from '../shell/use-problem-text.js';

/** The form of joining. */
export function InvitationForm({ token, invitation }: { token: string; invitation: InvitationInfo }) {
  const { t } = useI18n();
  const { open, session } = useServices();
  const textOf = useProblemText();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const join = useMutation({
    mutationFn: async () => {
      session.adopt(await open.accept(token, name.trim(), password));
      go({ name: 'inbox', view: 'mine', shop: null, conversation: null });
    },
  });

  function onSubmit(event: SyntheticEvent): void {
    event.preventDefault();
    join.mutate();
  }

  const known = invitation.registered;
  return (
    <form onSubmit={onSubmit}>
      <Stack gap="md">
        {join.isError && (
          <Alert color="red" role="alert">
            {textOf(join.error)}
          </Alert>
        )}
        <TextInput
          label={t('invitation.name')}
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={120}
          size="md"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label={t(known ? 'invitation.ownPassword' : 'invitation.password')}
          {...(!known && { description: t('password.hint') })}
          autoComplete={known ? 'current-password' : 'new-password'}
          required
          withAsterisk={false}
          minLength={known ? 1 : 10}
          maxLength={256}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" fullWidth loading={join.isPending}>
          {t('invitation.submit')}
        </Button>
      </Stack>
    </form>
  );
}
