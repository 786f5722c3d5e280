// widget.js: the one script that a shop embeds. It draws a button, takes up the calls that waited, and loads nothing else
// until the shopper shows intent.

import { Calls, type ScriptSettings } from './calls.js';

type Queued = ArrayLike<unknown>;
type Shopbell = ((...call: unknown[]) => unknown) & { q?: Queued[]; live?: true };

const page = window as Window & { shopbell?: Shopbell };

function scriptSettings(): ScriptSettings | null {
  const current = document.currentScript;
  const script =
    current instanceof HTMLScriptElement
      ? current
      : document.querySelector<HTMLScriptElement>('script[src$="/widget.js"]');
  if (!script?.src) return null;
  const { shop, locale, color } = script.dataset;
  return {
    origin: new URL(script.src).origin,
    ...(shop !== undefined && { shop }),
    ...(locale !== undefined && { locale }),
    ...(color !== undefined && { color }),
  };
}

function start(script: ScriptSettings): void {
  const { call } = new Calls(script);
  const queue = [...(page.shopbell?.q ?? [])].map((queued) => Array.from(queued));
  page.shopbell = Object.assign((...args: unknown[]) => call(...(args as [unknown])), { live: true as const });
  const booted = queue.find(([name]) => name === 'boot');
  if (booted) call(...(booted as [unknown]));
  else if (script.shop) call('boot');
  for (const args of queue) if (args !== booted) call(...(args as [unknown]));
}

const script = scriptSettings();
if (script && !page.shopbell?.live) {
  if (document.readyState !== 'loading') start(script);
  else document.addEventListener('DOMContentLoaded', () => start(script), { once: true });
}
