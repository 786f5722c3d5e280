// The page of an invitation: who invites as what, and joining by a name and a password.

import { Alert, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { ApiProblem } from '../api/problem.js';
import { useProblemText } from '../shell/use-problem-text.js';
import { AuthCard } from './auth-card.js';
import { InvitationForm } from './invitation-form.js';

/** An invitation by its secret. */
export function InvitationPage({ token }: { token: string }) {
  const { t } = useI18n();
  const { open } = useServices();
  const textOf = useProblemText();
  const invitation = useQuery({ queryKey: ['invitation', token], queryFn: () => open.invitation(token) });
  if (invitation.isPending) {
    return (
      <div className="sb-empty">
        <Loader size="sm" />
      </div>
    );
  }
  if (invitation.isError) {
    const { error } = invitation;
    const gone = error instanceof ApiProblem && error.status > 0 && error.status < 500;
    return (
      <AuthCard title="Shopbell">
        <Alert color="red" mt="md" role="alert">
          {gone ? t('invitation.gone') : textOf(error)}
        </Alert>
      </AuthCard>
    );
  }
  const { shop, email, role } = invitation.data;
  return (
    <AuthCard
      title={t('invitation.title', { shop: shop.name })}
      lead={t('invitation.lead', { role: t(`role.${role}`), email })}
    >
      <InvitationForm token={token} invitation={invitation.data} />
    </AuthCard>
  );
}
