// A failed call in the agent's words. The server's own English detail is no text for people.

import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';

import { ApiProblem } from '../api/problem.js';
import type { Key } from '../i18n/catalogue.js';
import { useI18n } from '../i18n/i18n.js';

/** Gives the text of a failure. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useI18n();
  return useCallback((error) => t(`problem.${error instanceof ApiProblem ? error.code : 'internal'}`), [t]);
}

/** Shows a failure in a corner, under a title that says what was not done. */
export function useNotifyFailure(): (title: Key, error: unknown) => void {
  const { t } = useI18n();
  const textOf = useProblemText();
  return useCallback(
    (title, error) => {
      notifications.show({ color: 'red', title: t(title), message: textOf(error), withBorder: true });
    },
    [t, textOf],
  );
}
