// Every language has every text, with the same names to fill in.

import { describe, expect, it } from 'vitest';

import { CATALOGUES, type Key, LOCALES, pickLocale } from './catalogue.js';
import { Format } from './format.js';
import { fill, type Message } from './message.js';
import { translator } from './i18n.js';

const KEYS = Object.keys(CATALOGUES.en) as Key[];
const formsOf = (message: Message): string[] => (typeof message === 'string' ? [message] : Object.values(message));
const namesOf = (message: Message): string[] => {
  const names = formsOf(message).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([name]) => name));
  return [...new Set(names)].sort();
};

describe.each(LOCALES)('the catalogue of %s', (locale) => {
  const catalogue = CATALOGUES[locale];

  it('has the keys of English and no others', () => {
    expect(Object.keys(catalogue).sort()).toEqual([...KEYS].sort());
  });

  it('has no empty text', () => {
    expect(KEYS.filter((key) => formsOf(catalogue[key]).some((form) => form.trim() === ''))).toEqual([]);
  });

  it('fills in the same names', () => {
    for (const key of KEYS) expect([key, namesOf(catalogue[key])]).toEqual([key, namesOf(CATALOGUES.en[key])]);
  });

  it('has plural forms where English has them', () => {
    for (const key of KEYS) expect([key, typeof catalogue[key]]).toEqual([key, typeof CATALOGUES.en[key]]);
  });
});

describe('fill', () => {
  const english = new Format('en');
  const fillIn = (message: Message, params: Record<string, string | number>) =>
    fill(message, params, english.plurals, english.number);

  it('chooses the plural form and writes numbers as the language does', () => {
    const message = { one: '{count} shop', other: '{count} shops' };
    expect(fillIn(message, { count: 1 })).toBe('1 shop');
    expect(fillIn(message, { count: 1234 })).toBe('1,234 shops');
  });

  it('takes what a person typed as it is, even where it looks like a name to fill in', () => {
    expect(fillIn('Hello {name}', { name: '{count} <b>$&</b>', count: 1 })).toBe('Hello {count} <b>$&</b>');
  });

  it('speaks Chinese without a form for one', () => {
    expect(translator('zh-CN', new Format('zh-CN'))('inbox.unread', { count: 1 })).toBe('1 条未读消息');
  });
});

describe('pickLocale', () => {
  it('takes the first language that the console speaks', () => {
    expect(pickLocale(['fr-FR', 'zh-Hans-CN', 'en'])).toBe('zh-CN');
    expect(pickLocale(['en-GB', 'zh'])).toBe('en');
    expect(pickLocale([])).toBe('en');
  });
});
