// The frame that holds the chat app: made at the first intent, kept hidden while closed, spoken to by its exact origin only.

import { enclose, readFromFrame, type FromFrame, type ToFrame } from '../bridge/messages.js';

/** A frame that has not answered for this long is thrown away; the next intent tries again. */
const READY_MS = 15_000;
const PHONE = '(max-width:480px)';

/** What the panel needs of the widget. */
export interface PanelHost {
  origin: string;
  shop: string;
  title: string;
  /** What the frame is to know when it has loaded. */
  greeting(): ToFrame;
  hear(message: FromFrame): void;
  /** The frame could not be loaded. */
  failed(): void;
}

/** One frame, from intent to removal. */
export class Panel {
  private readonly frame = document.createElement('iframe');
  private readonly off = new AbortController();
  private readonly timer: number;
  private ready = false;

  constructor(
    root: ShadowRoot,
    private readonly host: PanelHost,
  ) {
    const { signal } = this.off;
    this.frame.title = host.title;
    this.frame.allow = 'clipboard-write';
    this.frame.src = `${host.origin}/widget/frame?shop=${encodeURIComponent(host.shop)}#${location.origin}`;
    window.addEventListener('message', (event) => this.hear(event), { signal });
    window.visualViewport?.addEventListener('resize', () => this.fit(), { signal });
    window.visualViewport?.addEventListener('scroll', () => this.fit(), { signal });
    window.matchMedia(PHONE).addEventListener('change', () => this.fit(), { signal });
    this.timer = window.setTimeout(() => host.failed(), READY_MS);
    root.append(this.frame);
  }

  /** Says something to the frame; before it is ready nothing is said, its greeting will hold all. */
  say(message: ToFrame): void {
    if (this.ready) this.frame.contentWindow?.postMessage(enclose(message), this.host.origin);
  }

  show(isOpen: boolean, focus: boolean): void {
    this.frame.className = isOpen ? 'open' : '';
    this.fit();
    if (isOpen && focus) this.frame.focus({ preventScroll: true });
  }

  remove(): void {
    window.clearTimeout(this.timer);
    this.off.abort();
    this.frame.remove();
  }

  private hear(event: MessageEvent): void {
    if (event.origin !== this.host.origin || event.source !== this.frame.contentWindow) return;
    const message = readFromFrame(event.data);
    if (!message) return;
    if (message.type === 'ready') {
      window.clearTimeout(this.timer);
      this.ready = true;
      this.say(this.host.greeting());
    }
    this.host.hear(message);
  }

  /** On phones the frame fills what the on-screen keyboard leaves free. */
  private fit(): void {
    const view = window.visualViewport;
    const { style } = this.frame;
    const fills = view !== null && view.scale === 1 && window.matchMedia(PHONE).matches;
    style.height = fills ? `${view.height}px` : '';
    style.top = fills ? `${view.offsetTop}px` : '';
  }
}
