// The page of an agent at work: rail, connection bar, and the page of the route.

import { lazy, Suspense } from 'react';

import { useChat } from '../chat/chat.js';
import { useI18n } from '../i18n/i18n.js';
import { ConnectionBar } from './connection-bar.js';
import { InboxPage } from './inbox-page.js';
import { Rail } from './rail.js';
import type { Route } from './route.js';

const ShopPage = lazy(() => import('../settings/shop-page.js'));

/** Everything that an agent sees. */
export function Workspace({ route }: { route: Extract<Route, { name: 'inbox' | 'shop' }> }) {
  const { t } = useI18n();
  const { me } = useChat();
  // An address may name a shop that the agent has left.
  const shop = me.shops.some(({ id }) => id === route.shop) ? route.shop : null;
  const reading = route.name === 'inbox' && route.conversation !== null;
  return (
    <div className="sb-shell" data-reading={reading}>
      <a className="sb-skip" href="#sb-main">
        {t('app.skip')}
      </a>
      <Rail route={route} />
      <ConnectionBar />
      <div className="sb-page">
        {route.name === 'inbox' ? (
          <InboxPage view={route.view} shop={shop} conversation={route.conversation} />
        ) : (
          <Suspense fallback={null}>
            <ShopPage shop={shop} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
