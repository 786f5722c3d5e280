// Who types now. A colleague who types is shown as plainly as the customer: nobody answers twice.

import type { TypingPerson } from '../../sdk/index.js';
import { useI18n } from '../i18n/i18n.js';

/** Keeps its height, so that nothing jumps when somebody begins or ends. */
export function TypingLine({ people, customer }: { people: readonly TypingPerson[]; customer: string }) {
  const { t, format } = useI18n();
  const names = people.map(({ role, name }) => (role === 'customer' ? customer : (name ?? t('system.somebody'))));
  return (
    <div className="sb-typing" aria-live="polite">
      {names.length > 0 && (
        <>
          <span className="sb-typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t('thread.typing', { count: names.length, names: format.list(names) })}
        </>
      )}
    </div>
  );
}
