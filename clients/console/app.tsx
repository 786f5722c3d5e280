// What every page of the console stands in: language, colours, cached answers, and the choice of the page.

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';

import { ApiProblem } from './api/problem.js';
import { InvitationPage } from './auth/invitation-page.js';
import { ResetPage } from './auth/reset-page.js';
import { I18nProvider } from './i18n/i18n.js';
import { Faulty } from './shell/faulty.js';
import { SignedInPages } from './shell/signed-in-pages.js';
import { type Services, ServicesProvider } from './shell/services.js';
import { colorSchemes, theme } from './shell/theme.js';
import { useRoute } from './shell/use-route.js';

/** Answers that may change by trying again; a refusal does not. */
function mayRetry(failures: number, error: Error): boolean {
  return failures < 3 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}

function makeCache(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: mayRetry, staleTime: 30_000 }, mutations: { retry: false } },
  });
}

function Page() {
  const route = useRoute();
  if (route.name === 'invitation') return <InvitationPage token={route.token} />;
  if (route.name === 'reset') return <ResetPage token={route.token} />;
  return <SignedInPages route={route} />;
}

/** The console. */
export function App({ services }: { services: Services }) {
  const [cache] = useState(makeCache);
  return (
    <ServicesProvider value={services}>
      <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemes}>
        <I18nProvider>
          <Notifications position="bottom-right" limit={3} />
          <QueryClientProvider client={cache}>
            <Faulty>
              <Page />
            </Faulty>
          </QueryClientProvider>
        </I18nProvider>
      </MantineProvider>
    </ServicesProvider>
  );
}
