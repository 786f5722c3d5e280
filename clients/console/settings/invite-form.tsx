// Inviting somebody. Where no mail can be sent the server gives a link to hand over.

import { Alert, Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';

import type { ShopRole } from '../../sdk/protocol.js';
import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { useProblemText } from '../shell/use-problem-text.js';
import { InviteResult } from './invite-result.js';

/** From the highest; nobody gives a role above their own. */
const ROLES: readonly ShopRole[] = ['owner', 'supervisor', 'agent'];

/** A form in one line. */
export function InviteForm({ shop }: { shop: string }) {
  const { t } = useI18n();
  const { me } = useChat();
  const { calls } = useServices();
  const textOf = useProblemText();
  const own = me.shops.find(({ id }) => id === shop)?.role ?? 'agent';
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<ShopRole>('agent');
  const invite = useMutation({
    mutationFn: async (to: string) => ({ to, answer: await calls.invite(shop, { email: to, role }) }),
    onSuccess: () => setEmail(''),
  });

  function onSubmit(event: SyntheticEvent): void {
    event.preventDefault();
    invite.mutate(email.trim());
  }

  const { data } = invite;
  const roles = ROLES.slice(ROLES.indexOf(own)).map((value) => ({ value, label: t(`role.${value}`) }));
  return (
    <form className="sb-invite" onSubmit={onSubmit} aria-label={t('shop.invite')}>
      <div className="sb-invite-line">
        <TextInput
          className="sb-invite-mail"
          label={t('shop.inviteEmail')}
          type="email"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label={t('shop.inviteRole')}
          data={roles}
          value={role}
          allowDeselect={false}
          onChange={(value) => setRole(ROLES.find((known) => known === value) ?? 'agent')}
        />
        <Button type="submit" loading={invite.isPending}>
          {t('shop.inviteSubmit')}
        </Button>
      </div>
      {invite.isError && (
        <Alert color="red" role="alert">
          {textOf(invite.error)}
        </Alert>
      )}
      {data && <InviteResult to={data.to} answer={data.answer} />}
    </form>
  );
}
