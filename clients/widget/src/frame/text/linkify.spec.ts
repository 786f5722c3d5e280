import { describe, expect, it } from 'vitest';
import { httpsOnly, linkify } from './linkify.js';

const linksOf = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);

describe('linkify', () => {
  it.each([
    ['see https://a.example/x', ['https://a.example/x']],
    ['http://a.example', ['http://a.example/']],
    ['www.a.example/path', ['https://www.a.example/path']],
    ['(https://a.example/x).', ['https://a.example/x']],
    ['https://a.example/x_(y)', ['https://a.example/x_(y)']],
    ['https://a.example/?q=1&b=2#c!', ['https://a.example/?q=1&b=2#c']],
    ['看https://a.example/x，谢谢', ['https://a.example/x']],
    ['https://a.example/x谢谢', ['https://a.example/x']],
    ['https://a.example https://b.example', ['https://a.example/', 'https://b.example/']],
  ])('finds the addresses in %j', (text, links) => {
    expect(linksOf(text)).toEqual(links);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt://a.example/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://a.example/x',
    'https://',
    'http://?',
    'https://localhost/x',
    'https://bank.example@evil.example/',
    'https://user:secret@evil.example',
    'https://exämple.example',
    'https://bank.exampleа.evil',
    'x@a.example',
    'plain text. No address',
  ])('makes no link of %j', (text) => {
    expect(linksOf(text)).toEqual([]);
  });

  it.each([
    '<img src=x onerror=alert(1)> https://a.example/"onmouseover="x',
    '\u202Ehttps://a.example/\u202Dx',
    'https://a.example/<b>',
    'ＨＴＴＰＳ://a.example',
    'a\n\nhttps://a.example/x\r\nb',
    '',
  ])('loses and adds nothing of %j', (text) => {
    const joined = linkify(text)
      .map((part) => part.text)
      .join('');
    expect(joined).toBe(text);
  });

  it('shows in a link exactly the host that it leads to', () => {
    const parts = linkify('https://a.example/x and http://b.example:8080/y').filter((part) => part.href);
    for (const { text, href } of parts) expect(new URL(text).host).toBe(new URL(href ?? '').host);
  });

  it.each([
    ['dots', `https://a.example/${'.'.repeat(10_000)}`],
    ['brackets', `https://a.example/${')'.repeat(10_000)}`],
    ['mixed', `https://a.example/${'.)'.repeat(5_000)}x`.repeat(1)],
    ['schemes', 'https://'.repeat(1_250)],
  ])('takes a hostile text of %s in little time', (_, text) => {
    const begun = performance.now();
    linkify(text);
    expect(performance.now() - begun).toBeLessThan(100);
  });
});

describe('the address of a card', () => {
  it('is https without a user, or not used', () => {
    expect(httpsOnly('https://a.example/x')).toBe('https://a.example/x');
    const bad = ['http://a.example', 'javascript:alert(1)', 'https://u:p@a.example', '//a.example', 'x', undefined];
    expect(bad.map(httpsOnly)).toEqual(bad.map(() => undefined));
  });
});
