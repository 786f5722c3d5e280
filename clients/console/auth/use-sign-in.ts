// One try to sign in: whether it runs, why it failed, and how long a lock lasts.

import { useState } from 'react';

import { ApiProblem } from '../api/problem.js';
import { useI18n } from '../i18n/i18n.js';
import { useServices } from '../shell/services.js';
import { useNow } from '../shell/use-now.js';
import { useProblemText } from '../shell/use-problem-text.js';

interface Failure {
  error: unknown;
  /** Until when the account is locked, ms since 1970; 0: it is not. */
  lockedUntil: number;
}

/** What a sign-in form needs. */
export interface SignIn {
  readonly busy: boolean;
  /** What to tell the agent; null while nothing failed. */
  readonly message: string | null;
  /** No try has sense before the lock ends. */
  readonly locked: boolean;
  readonly submit: (email: string, password: string) => Promise<void>;
}

/** Signs in. */
export function useSignIn(): SignIn {
  const { session } = useServices();
  const { t, format } = useI18n();
  const textOf = useProblemText();
  const now = useNow(1_000);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const locked = failure !== null && now < failure.lockedUntil;

  async function submit(email: string, password: string): Promise<void> {
    setBusy(true);
    try {
      await session.signIn(email.trim(), password);
      setFailure(null);
    } catch (error) {
      setFailure({ error, lockedUntil: lockOf(error) });
    } finally {
      setBusy(false);
    }
  }

  function messageOf({ error, lockedUntil }: Failure): string | null {
    if (locked) return t('signIn.locked', { wait: format.span(lockedUntil - now + 999) });
    if (lockedUntil > 0) return null;
    return error instanceof ApiProblem && error.code === 'unauthorized' ? t('signIn.wrong') : textOf(error);
  }

  return { busy, locked, submit, message: failure && messageOf(failure) };
}

function lockOf(error: unknown): number {
  if (!(error instanceof ApiProblem) || error.code !== 'rate_limited') return 0;
  return Date.now() + (error.retryAfterMs ?? 10_000);
}
