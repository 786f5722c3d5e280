// Wake-ups and farewells of a page, from `document` and `window` where they exist (in Node they do not).

import type { Lifecycle } from './types.js';

/** The page's own lifecycle; undefined outside of browsers. */
export function pageLifecycle(): Lifecycle | undefined {
  if (typeof document === 'undefined' || typeof window === 'undefined') return undefined;
  return (tell) => {
    const off: (() => void)[] = [];
    const listen = (target: EventTarget, name: string, run: () => void) => {
      target.addEventListener(name, run);
      off.push(() => target.removeEventListener(name, run));
    };
    const wake = () => tell('wake');
    listen(document, 'visibilitychange', () => {
      if (document.visibilityState === 'visible') wake();
    });
    listen(document, 'resume', wake);
    listen(window, 'pageshow', wake);
    listen(window, 'online', wake);
    listen(window, 'pagehide', () => tell('leave'));
    return () => off.forEach((stop) => stop());
  };
}
