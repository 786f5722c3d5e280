// All words of the console by language. Both languages come with the page: they are small, and switching must not wait.

import { en } from './en.js';
import { enThread } from './en-thread.js';
import { zh } from './zh.js';
import { zhThread } from './zh-thread.js';
import type { Message } from './message.js';

/** Languages of the console. */
export const LOCALES = ['en', 'zh-CN'] as const;

/** A language of the console. */
export type Locale = (typeof LOCALES)[number];

/** Name of a text. */
export type Key = keyof typeof en | keyof typeof enThread;

/** Texts by language. */
export const CATALOGUES: Readonly<Record<Locale, Readonly<Record<Key, Message>>>> = {
  en: { ...en, ...enThread },
  'zh-CN': { ...zh, ...zhThread },
};

/** How each language calls itself. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '简体中文' };

/** The first of a browser's languages that the console speaks. */
export function pickLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const [language] = tag.toLowerCase().split('-');
    if (language === 'zh') return 'zh-CN';
    if (language === 'en') return 'en';
  }
  return 'en';
}
