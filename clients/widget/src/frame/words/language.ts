// Which language the frame speaks: what the page asks for, else what the browser prefers, else the shop's own.

import { en, type Words } from './en.js';
import { zh } from './zh.js';

/** Words, and the tag by which times and numbers are written. */
export interface Language {
  tag: string;
  words: Words;
}

/** All catalogues, by the first part of their tag. */
export const CATALOGUES: Readonly<Record<string, Words>> = { en, zh };

/**
 * The first of the wished tags that there are words for; English if there is none. Times and numbers are written as in the
 * reader's own region where a later wish of the same language names one.
 */
export function chooseLanguage(wished: readonly (string | undefined)[]): Language {
  const known = wished.filter((tag): tag is string => tag !== undefined && codeOf(tag) in CATALOGUES);
  const [first = 'en'] = known;
  const code = codeOf(first);
  const regional = [first, ...known].find((tag) => codeOf(tag) === code && tag.includes('-'));
  return { tag: soundTag(regional ?? first), words: CATALOGUES[code] ?? en };
}

function codeOf(tag: string): string {
  return /^([a-z]{2})(-|$)/i.exec(tag)?.[1]?.toLowerCase() ?? '';
}

/** Puts values in the place of `{name}`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

function soundTag(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en';
  } catch {
    return tag.slice(0, 2).toLowerCase();
  }
}
