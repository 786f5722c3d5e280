// Whether a person looks at this page: only then may messages count as read.

import { useSyncExternalStore } from 'react';

const EVENTS = ['focus', 'blur', 'visibilitychange'] as const;

function subscribe(tell: () => void): () => void {
  for (const name of EVENTS) window.addEventListener(name, tell, true);
  return () => {
    for (const name of EVENTS) window.removeEventListener(name, tell, true);
  };
}

/** True while the page is in front and has the focus. */
export function usePageSeen(): boolean {
  return useSyncExternalStore(subscribe, () => document.visibilityState === 'visible' && document.hasFocus());
}
