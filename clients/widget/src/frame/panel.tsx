/** @jsxImportSource preact */
// The panel between page and chat: does what the page says, draws anew whenever chat or panel change, tells the page of both.

import { render } from 'preact';
import type { KeyValueStorage } from '../../../sdk/index.js';
import type { ToFrame } from '../bridge/messages.js';
import { Bridge } from './bridge.js';
import type { Chat } from './chat/chat.js';
import { keep } from './chat/storage.js';
import { App, type Draft } from './view/app.js';
import { applyTheme } from './view/theme.js';
import { chooseLanguage } from './words/language.js';

/** Longest name that the page takes. */
const NAME_LENGTH = 120;

/** Where the panel lives. */
export interface PanelPlace {
  /** Origin of the embedding page. */
  page: string;
  root: HTMLElement;
  session: KeyValueStorage;
  shopKey: string;
}

/** One panel of one chat. */
export class Panel {
  private readonly bridge: Bridge;
  private readonly draft: Draft;
  private open = false;
  /** Rises whenever the composer shall take the focus. */
  private focus = 0;
  private locale: string | undefined;
  private readonly told = { unread: 0, shop: '', expired: false };
  private waiting = false;

  constructor(
    private readonly chat: Chat,
    private readonly place: PanelPlace,
  ) {
    const key = `shopbell:draft:${place.shopKey}`;
    this.draft = { read: () => place.session.getItem(key) ?? '', write: (text) => keep(place.session, key, text) };
    this.bridge = new Bridge(place.page, (message) => this.hear(message));
    chat.subscribe(() => this.drawSoon());
    document.addEventListener('visibilitychange', () => this.drawSoon());
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) this.bridge.say({ type: 'close' });
    });
    this.bridge.say({ type: 'ready' });
  }

  private hear(message: ToFrame): void {
    switch (message.type) {
      case 'init':
        this.locale = message.locale;
        if (message.context) this.chat.setContext(message.context);
        void this.chat.start(message.identity);
        this.turn(message.open, message.focus);
        return;
      case 'open':
        this.turn(true, message.focus);
        return;
      case 'close':
        this.turn(false, false);
        return;
      case 'identify':
        this.chat.identify(message.identity);
        return;
      case 'context':
        this.chat.setContext(message.context);
        return;
      case 'shutdown':
        this.chat.signOut();
        this.draft.write('');
        this.bridge.say({ type: 'gone' });
        return;
    }
  }

  private turn(open: boolean, focus: boolean): void {
    this.open = open;
    if (open && focus) this.focus += 1;
    this.drawSoon();
  }

  private drawSoon(): void {
    if (!this.waiting) queueMicrotask(() => this.draw());
    this.waiting = true;
  }

  private draw(): void {
    this.waiting = false;
    const { chat, draft, focus } = this;
    const { view } = chat;
    const language = chooseLanguage([this.locale, ...navigator.languages, view.shop?.locale]);
    document.documentElement.lang = language.tag;
    const awake = this.open && document.visibilityState === 'visible';
    const onClose = () => this.bridge.say({ type: 'close' });
    render(<App {...{ chat, view, language, draft, awake, focus, onClose }} />, this.place.root);
    this.tell();
  }

  /** Tells the page what its launcher shows. */
  private tell(): void {
    const { unread, shop, expired } = this.chat.view;
    if (expired && !this.told.expired) this.bridge.say({ type: 'expired' });
    this.told.expired = expired;
    if (unread !== this.told.unread) this.bridge.say({ type: 'unread', count: unread });
    this.told.unread = unread;
    if (!shop || this.told.shop === shop.id) return;
    this.told.shop = shop.id;
    applyTheme(document.documentElement, shop.color);
    this.bridge.say({ type: 'shop', name: shop.name.slice(0, NAME_LENGTH), color: shop.color });
  }
}
