// Sign-in for who is not signed in.

import { useState } from 'react';

import { useI18n } from '../i18n/i18n.js';
import { AuthCard } from './auth-card.js';
import { ForgotForm } from './forgot-form.js';
import { SignInForm } from './sign-in-form.js';

/** The first page. */
export function SignInPage() {
  const { t } = useI18n();
  const [forgot, setForgot] = useState(false);
  if (forgot) {
    return (
      <AuthCard title={t('signIn.forgot')} lead={t('signIn.forgotLead')}>
        <ForgotForm onBack={() => setForgot(false)} />
      </AuthCard>
    );
  }
  return (
    <AuthCard title={t('signIn.title')} lead={t('signIn.lead')}>
      <SignInForm onForgot={() => setForgot(true)} />
    </AuthCard>
  );
}
