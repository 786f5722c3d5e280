// The long-lived objects of the page, made once in main.tsx and handed down.

import { createContext, useContext, useSyncExternalStore } from 'react';

import type { Calls } from '../api/calls.js';
import type { OpenCalls } from '../api/open-calls.js';
import type { Session, SessionState } from '../api/session.js';

/** What components may use. */
export interface Services {
  readonly session: Session;
  readonly calls: Calls;
  readonly open: OpenCalls;
}

const Context = createContext<Services | null>(null);

/** Gives the services to everything below. */
export const ServicesProvider = Context.Provider;

/** The services of this page. */
export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error('ServicesProvider is missing');
  return services;
}

/** Where the sign-in stands. */
export function useSession(): SessionState {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, () => session.state);
}
