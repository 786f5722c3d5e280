// The round button in the shop's page, with the number of unread messages. It tells of intent before it is pressed.

import { textOn } from '../color/contrast.js';
import { launcherWords, type LauncherWords } from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const BUBBLE =
  'M12 3.5c5 0 9 3.4 9 7.6s-4 7.6-9 7.6c-.9 0-1.8-.1-2.6-.3L4.6 20.5l.9-3.7C3.9 15.4 3 13.4 3 11.1c0-4.2 4-7.6 9-7.6Z';
const DOTS = 'M8.2 11.2h.01M12 11.2h.01M15.8 11.2h.01';
const CHEVRON = 'm6 9.5 6 6 6-6';
/** A pointer that only passes over the button shows no intent. */
const DWELL_MS = 80;

/** What the launcher tells. */
export interface LauncherHost {
  intent(): void;
  toggle(): void;
  dismiss(): void;
}

/** The button. */
export class Launcher {
  private readonly button = document.createElement('button');
  private readonly badge = document.createElement('b');
  private words: LauncherWords = launcherWords('');
  private unread = 0;
  private isOpen = false;

  constructor(
    private readonly root: ShadowRoot,
    host: LauncherHost,
  ) {
    this.button.type = 'button';
    this.badge.setAttribute('aria-hidden', 'true');
    this.button.append(icon('chat', BUBBLE, DOTS), icon('x', CHEVRON), this.badge);
    this.listen(host);
    this.draw();
    root.append(this.button);
  }

  setLocale(locale: string): void {
    this.words = launcherWords(locale);
    this.draw();
  }

  setColor(color: string): void {
    this.button.style.setProperty('--c', color);
    this.button.style.setProperty('--on', textOn(color));
  }

  setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.draw();
  }

  setUnread(unread: number): void {
    this.unread = unread;
    this.draw();
  }

  hasFocus(): boolean {
    return this.root.activeElement === this.button;
  }

  focus(): void {
    this.button.focus({ preventScroll: true });
  }

  private draw(): void {
    const { button, badge, words, unread, isOpen } = this;
    const label = isOpen ? words.close : words.open;
    button.className = isOpen ? 'open' : '';
    button.setAttribute('aria-expanded', String(isOpen));
    button.setAttribute('aria-label', unread > 0 && !isOpen ? `${label} (${words.unread}${unread})` : label);
    badge.hidden = unread === 0 || isOpen;
    badge.textContent = unread > 99 ? '99+' : String(unread);
  }

  private listen(host: LauncherHost): void {
    let dwell = 0;
    const { button } = this;
    button.addEventListener('pointerenter', () => (dwell = window.setTimeout(() => host.intent(), DWELL_MS)));
    button.addEventListener('pointerleave', () => window.clearTimeout(dwell));
    button.addEventListener('pointerdown', () => host.intent());
    button.addEventListener('focus', () => {
      if (button.matches(':focus-visible')) host.intent();
    });
    button.addEventListener('click', () => host.toggle());
    button.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') host.dismiss();
    });
  }
}

function icon(name: string, ...paths: string[]): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', name);
  svg.setAttribute('aria-hidden', 'true');
  for (const d of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    if (d === DOTS) path.setAttribute('stroke-width', '2.4');
    svg.append(path);
  }
  return svg;
}
