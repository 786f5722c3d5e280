// The page that the address bar names, and going to another one without a load.

import { useMemo, useSyncExternalStore } from 'react';

import { addressOf, type Route, routeOf } from './route.js';

const MOVED = 'shopbell:moved';

function subscribe(tell: () => void): () => void {
  window.addEventListener('popstate', tell);
  window.addEventListener('hashchange', tell);
  window.addEventListener(MOVED, tell);
  return () => {
    window.removeEventListener('popstate', tell);
    window.removeEventListener('hashchange', tell);
    window.removeEventListener(MOVED, tell);
  };
}

/** The present page. */
export function useRoute(): Route {
  const href = useSyncExternalStore(subscribe, () => location.href);
  return useMemo(() => routeOf(new URL(href)), [href]);
}

/** Goes to a page; the page before stays in the browser's history. */
export function go(route: Route): void {
  const address = addressOf(route);
  if (address === location.pathname + location.search && location.hash === '') return;
  history.pushState(null, '', address);
  window.dispatchEvent(new Event(MOVED));
}
