import { describe, expect, it } from 'vitest';
import { en } from './en.js';
import { CATALOGUES, chooseLanguage, fill } from './language.js';
import { zh } from './zh.js';

const gapsOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();

describe('catalogues', () => {
  it.each(Object.entries(CATALOGUES))('%s has every word and every gap of English', (_, words) => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(en).sort());
    for (const [key, text] of Object.entries(words)) {
      expect(text.trim(), key).not.toBe('');
      expect(gapsOf(text), key).toEqual(gapsOf(en[key as keyof typeof en]));
    }
  });
});

describe('choice of language', () => {
  it('takes the first wish that there are words for', () => {
    expect(chooseLanguage([undefined, 'de-DE', 'zh-Hans-CN', 'en']).words).toBe(zh);
    expect(chooseLanguage(['EN-us', 'zh']).tag).toBe('en-US');
    expect(chooseLanguage(['fr', '', 'nonsense', 'constructor']).words).toBe(en);
  });

  it('writes times as in the region that the reader names', () => {
    expect(chooseLanguage(['en', 'de', 'en-GB']).tag).toBe('en-GB');
    expect(chooseLanguage(['zh-CN', 'en-GB']).tag).toBe('zh-CN');
  });
});

it('fills gaps as plain text and leaves unknown ones', () => {
  expect(fill('{name} is {x}', { name: '{x}$&<b>' })).toBe('{x}$&<b> is {x}');
});
