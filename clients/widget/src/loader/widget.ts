// One running widget of one shop: launcher and frame, and what passes between them.

import type { FromFrame, PageContext, ToFrame } from '../bridge/messages.js';
import { Launcher } from './launcher.js';
import { recall, remember } from './memory.js';
import { Panel } from './panel.js';
import { addStyle } from './style.js';
import { launcherWords } from './words.js';

/** A frame that does not confirm its farewell is removed all the same. */
const FAREWELL_MS = 4_000;
/** Wider pages show the panel again that stood open on the page before; on phones it would hide the page. */
const WIDE = '(min-width:481px)';

/** What a widget is started with. */
export interface WidgetSettings {
  origin: string;
  shop: string;
  locale: string;
  color?: string;
  identity?: string;
  context?: PageContext;
}

/** Names and data of what a page can listen to. */
export interface WidgetEvents {
  ready: undefined;
  open: undefined;
  close: undefined;
  unread: number;
  /** The signed identity ended: call `identify` with a new one. */
  expired: undefined;
}

/** Launcher and frame. */
export class Widget {
  private readonly element = document.createElement('div');
  private readonly root = this.element.attachShadow({ mode: 'open' });
  private readonly launcher: Launcher;
  private panel: Panel | null = null;
  private isOpen = false;
  private focus = true;

  constructor(
    private readonly settings: WidgetSettings,
    private readonly emit: <K extends keyof WidgetEvents>(name: K, data: WidgetEvents[K]) => void,
  ) {
    addStyle(this.root);
    this.launcher = new Launcher(this.root, {
      intent: () => this.warm(),
      toggle: () => (this.isOpen ? this.close() : this.open()),
      dismiss: () => this.close(),
    });
    this.launcher.setLocale(settings.locale);
    if (settings.color !== undefined) this.launcher.setColor(settings.color);
    this.element.dataset.shopbell = '';
    document.body.append(this.element);
    this.carryOn();
  }

  open(focus = true): void {
    this.focus = focus;
    this.warm();
    if (this.isOpen) return;
    this.turn(true, focus);
    this.panel?.say({ type: 'open', focus });
    this.emit('open', undefined);
  }

  close(): void {
    if (!this.isOpen) return;
    const holdsFocus = document.activeElement === this.element;
    this.turn(false, false);
    this.panel?.say({ type: 'close' });
    if (holdsFocus && !this.launcher.hasFocus()) this.launcher.focus();
    this.emit('close', undefined);
  }

  identify(identity: string): void {
    this.settings.identity = identity;
    this.panel?.say({ type: 'identify', identity });
  }

  setContext(context: PageContext): void {
    this.settings.context = context;
    this.panel?.say({ type: 'context', context });
  }

  /** Signs the shopper out on this device and takes the widget away. */
  shutdown(): void {
    remember(this.settings.shop, null);
    this.isOpen = false;
    this.element.hidden = true;
    this.launcher.setOpen(false);
    this.warm();
    this.panel?.show(false, false);
    this.panel?.say({ type: 'shutdown' });
    delete this.settings.identity;
    window.setTimeout(() => this.remove(), FAREWELL_MS);
  }

  private remove(): void {
    this.panel?.remove();
    this.panel = null;
    this.element.remove();
  }

  /** Loads the frame, hidden, if it is not there yet. */
  private warm(): void {
    this.panel ??= new Panel(this.root, {
      origin: this.settings.origin,
      shop: this.settings.shop,
      title: launcherWords(this.settings.locale).title,
      greeting: () => this.greeting(),
      hear: (message) => this.hear(message),
      failed: () => this.fail(),
    });
  }

  private greeting(): ToFrame {
    const { locale, identity, context } = this.settings;
    if (this.element.hidden) return { type: 'shutdown' };
    const told = { ...(identity !== undefined && { identity }), ...(context !== undefined && { context }) };
    return { type: 'init', open: this.isOpen, focus: this.focus, locale, ...told };
  }

  private hear(message: FromFrame): void {
    switch (message.type) {
      case 'ready':
        this.emit('ready', undefined);
        return;
      case 'shop':
        this.launcher.setColor(message.color);
        return;
      case 'unread':
        this.launcher.setUnread(message.count);
        this.emit('unread', message.count);
        return;
      case 'expired':
        delete this.settings.identity;
        this.emit('expired', undefined);
        return;
      case 'close':
        this.close();
        return;
      case 'gone':
        this.remove();
        return;
    }
  }

  private turn(isOpen: boolean, focus: boolean): void {
    this.isOpen = isOpen;
    this.launcher.setOpen(isOpen);
    this.panel?.show(isOpen, focus);
    remember(this.settings.shop, isOpen ? 'open' : 'closed');
  }

  private fail(): void {
    this.close();
    this.panel?.remove();
    this.panel = null;
  }

  /** A shopper who used the chat on the page before goes on without pressing anything. */
  private carryOn(): void {
    const memory = recall(this.settings.shop);
    if (memory === null) return;
    const go = () => {
      if (!this.element.isConnected || this.element.hidden || this.panel) return;
      if (memory === 'open' && window.matchMedia(WIDE).matches) this.open(false);
      else this.warm();
    };
    const whenIdle = () => ('requestIdleCallback' in window ? window.requestIdleCallback(go) : setTimeout(go, 200));
    if (document.readyState === 'complete') whenIdle();
    else window.addEventListener('load', whenIdle, { once: true });
  }
}
