// The pages that need a sign-in, or the sign-in itself. When it ends by itself, the page stays and the sign-in lies over it.

import { Loader } from '@mantine/core';

import { SignInOverlay } from '../auth/sign-in-overlay.js';
import { SignInPage } from '../auth/sign-in-page.js';
import { ChatProvider } from '../chat/chat-provider.js';
import { useI18n } from '../i18n/i18n.js';
import type { Route } from './route.js';
import { useSession } from './services.js';
import { Workspace } from './workspace.js';

/** The page of a route, for who is signed in. */
export function SignedInPages({ route }: { route: Extract<Route, { name: 'inbox' | 'shop' }> }) {
  const { t } = useI18n();
  const state = useSession();
  if (state.name === 'signed-out') return <SignInPage />;
  if (state.name === 'starting') {
    return (
      <div className="sb-empty" role="status">
        <Loader size="sm" mb="md" />
        {t(state.unreachable ? 'app.unreachable' : 'app.starting')}
      </div>
    );
  }
  return (
    <ChatProvider key={state.agent.id} agent={state.agent} signedIn={state.name === 'signed-in'}>
      <Workspace route={route} />
      {state.name === 'expired' && <SignInOverlay agent={state.agent} />}
    </ChatProvider>
  );
}
