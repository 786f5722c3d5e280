// `shopbell(name, …)`: what a page may ask of the widget, also before the loader has come (the calls then wait in a queue).

import { isColor, isContext, isIdentity, type PageContext } from '../bridge/messages.js';
import { Widget, type WidgetEvents } from './widget.js';

/** What the script tag itself says. */
export interface ScriptSettings {
  origin: string;
  shop?: string;
  locale?: string;
  color?: string;
}

type Listener = (data: unknown) => void;

const EVENTS: readonly (keyof WidgetEvents)[] = ['ready', 'open', 'close', 'unread', 'expired'];

/** The calls by name. Wrong arguments are told in the console and do nothing. */
export class Calls {
  private widget: Widget | null = null;
  private identity: string | undefined;
  private context: PageContext | undefined;
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(private readonly script: ScriptSettings) {}

  /** Does one call. */
  readonly call = (name: unknown, argument?: unknown, listener?: unknown): unknown => {
    switch (name) {
      case 'boot':
        this.boot(argument);
        return;
      case 'identify':
        this.identify(argument);
        return;
      case 'context':
        this.setContext(argument);
        return;
      case 'open':
        return this.widget?.open();
      case 'close':
        return this.widget?.close();
      case 'on':
        return this.on(argument, listener);
      case 'shutdown':
        this.shutdown();
        return;
      default:
        complain(`there is no call ${JSON.stringify(name)}`);
        return;
    }
  };

  private boot(argument: unknown): void {
    if (this.widget) return;
    const options = (typeof argument === 'object' && argument !== null ? argument : {}) as Record<string, unknown>;
    const shop = typeof options.shop === 'string' ? options.shop : this.script.shop;
    if (!shop) {
      complain('boot needs the key of the shop: data-shop, or { shop }');
      return;
    }
    if (options.identity !== undefined) this.identify(options.identity);
    const locale = typeof options.locale === 'string' ? options.locale : (this.script.locale ?? navigator.language);
    const color = [options.color, this.script.color].find(isColor);
    this.widget = new Widget(
      {
        origin: this.script.origin,
        shop,
        locale,
        context: { page: location.origin + location.pathname, ...this.context },
        ...(color !== undefined && { color }),
        ...(this.identity !== undefined && { identity: this.identity }),
      },
      (name, data) => this.listeners.get(name)?.forEach((listener) => listener(data)),
    );
  }

  private identify(argument: unknown): void {
    if (!isIdentity(argument)) {
      complain('identify needs the token that your server signed');
      return;
    }
    this.identity = argument;
    this.widget?.identify(argument);
  }

  private setContext(argument: unknown): void {
    if (!isContext(argument)) {
      complain('context needs a plain object of at most 8 KB');
      return;
    }
    this.context = { ...this.context, ...argument };
    this.widget?.setContext({ page: location.origin + location.pathname, ...this.context });
  }

  private on(name: unknown, listener: unknown): (() => void) | undefined {
    if (!EVENTS.includes(name as keyof WidgetEvents) || typeof listener !== 'function') {
      complain(`on needs one of ${EVENTS.join(', ')} and a function`);
      return undefined;
    }
    const key = String(name);
    const set = this.listeners.get(key) ?? new Set();
    this.listeners.set(key, set.add(listener as Listener));
    return () => set.delete(listener as Listener);
  }

  private shutdown(): void {
    this.identity = this.context = undefined;
    this.widget?.shutdown();
    this.widget = null;
  }
}

function complain(what: string): void {
  console.warn(`[shopbell] ${what}`);
}
