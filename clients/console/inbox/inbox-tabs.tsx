// The lists that an agent can look at, side by side.

import { VIEWS, type View } from '../api/inbox-query.js';
import { useI18n } from '../i18n/i18n.js';
import { addressOf } from '../shell/route.js';
import { go } from '../shell/use-route.js';

/** Links to the lists; the present one is marked. */
export function InboxTabs({ view, shop }: { view: View; shop: string | null }) {
  const { t } = useI18n();
  return (
    <nav className="sb-tabs" aria-label={t('inbox.views')}>
      {VIEWS.map((name) => {
        const route = { name: 'inbox', view: name, shop, conversation: null } as const;
        return (
          <a
            key={name}
            className="sb-tab sb-focus"
            href={addressOf(route)}
            aria-current={name === view ? 'page' : undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              go(route);
            }}
          >
            {t(`inbox.${name}`)}
          </a>
        );
      })}
    </nav>
  );
}
