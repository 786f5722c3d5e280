// The language that the agent reads, and how components get their words. The choice is kept in the browser.

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

import { readStored, writeStored } from '../shell/stored.js';
import { CATALOGUES, type Key, type Locale, LOCALES, pickLocale } from './catalogue.js';
import { Format } from './format.js';
import { fill, type Params } from './message.js';

const STORED = 'shopbell.locale';

/** Gives the text of a key. */
export type Translate = (key: Key, params?: Params) => string;

/** What components get. */
export interface I18n {
  readonly locale: Locale;
  readonly t: Translate;
  readonly format: Format;
  readonly setLocale: (locale: Locale) => void;
}

const Context = createContext<I18n | null>(null);

/** Words, formats and the switch of the language. */
export function useI18n(): I18n {
  const i18n = useContext(Context);
  if (!i18n) throw new Error('I18nProvider is missing');
  return i18n;
}

/** How texts of a language are made. */
export function translator(locale: Locale, format: Format): Translate {
  const catalogue = CATALOGUES[locale];
  return (key, params = {}) => fill(catalogue[key], params, format.plurals, format.number);
}

/** Gives everything below it a language. */
export function I18nProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState<Locale>(firstLocale);
  useEffect(() => {
    document.documentElement.lang = locale;
    writeStored(localStorage, STORED, locale);
  }, [locale]);
  const i18n = useMemo<I18n>(() => {
    const format = new Format(locale);
    return { locale, format, t: translator(locale, format), setLocale };
  }, [locale]);
  return <Context value={i18n}>{children}</Context>;
}

function firstLocale(): Locale {
  const stored = readStored(localStorage, STORED);
  return LOCALES.find((locale) => locale === stored) ?? pickLocale(navigator.languages);
}
