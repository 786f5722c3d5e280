// The frame's end of the bridge to the shop's page. The page's origin stands in the fragment of the frame's address (which
// is sent to no server); a page that lies there about itself is neither heard nor spoken to.

import { enclose, readToFrame, type FromFrame, type ToFrame } from '../bridge/messages.js';

/** Speaks to the embedding page and hears it. */
export class Bridge {
  constructor(
    private readonly page: string,
    hear: (message: ToFrame) => void,
  ) {
    window.addEventListener('message', (event) => {
      if (event.origin !== page || event.source !== window.parent) return;
      const message = readToFrame(event.data);
      if (message) hear(message);
    });
  }

  say(message: FromFrame): void {
    window.parent.postMessage(enclose(message), this.page);
  }
}

/** The page's origin out of the fragment; null if there is no sound one. */
export function pageOrigin(fragment: string): string | null {
  try {
    const url = new URL(fragment.replace(/^#/, ''));
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : null;
  } catch {
    return null;
  }
}
