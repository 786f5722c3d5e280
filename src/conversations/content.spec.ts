// What a message may hold, and each way in which it may not.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ChatError } from '../common/chat-error.js';
import { cleanContent } from './content.js';

const RULES = { textLength: 10_000, verified: false };
const price = { amount: 1999, currency: 'EUR' };
const product = { id: 'p1', title: 'Shoe', price, url: 'https://shop.example/shoe' };
const order = { id: 'o1', number: '#17', status: 'paid', total: price };
const card = (changes: object): object => ({ kind: 'product', fallback: 'Shoe', product: { ...product, ...changes } });
const orderCard = (changes: object): object => ({ kind: 'order', fallback: 'Order', order: { ...order, ...changes } });
const json = (text: string): unknown => JSON.parse(text);

function refusal(value: unknown): string {
  try {
    cleanContent(value, RULES);
    return 'taken';
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return error.code;
  }
}

describe('content', () => {
  it.each([
    ['one unit of text', { kind: 'text', text: 'a' }],
    ['10,000 units of text', { kind: 'text', text: 'a'.repeat(10_000) }],
    ['a whole surrogate pair', { kind: 'text', text: '😀' }],
    ['a product', card({})],
    ['a product with a picture', card({ image: 'https://cdn.example/1.png' })],
    ['a free product', card({ price: { amount: 0, currency: 'JPY' } })],
    ['an order', orderCard({})],
    ['an order with lines', orderCard({ url: 'https://shop.example/o/1', items: [{ title: 'Shoe', quantity: 2 }] })],
  ])('takes %s', (_name, value) => {
    expect(refusal(value)).toBe('taken');
  });

  it.each([
    ['nothing', null, 'invalid'],
    ['a list', [], 'invalid'],
    ['a text alone', 'hello', 'invalid'],
    ['no kind', {}, 'invalid'],
    ['a kind that is no text', { kind: 1 }, 'invalid'],
    ['an unknown kind', { kind: 'video' }, 'unsupported'],
    ['a reserved form', { kind: 'form', fields: [] }, 'unsupported'],
    ['reserved buttons', { kind: 'buttons' }, 'unsupported'],
    ['a kind named like a member of objects', { kind: 'constructor' }, 'unsupported'],
    ['a kind __proto__', { kind: '__proto__' }, 'unsupported'],
    ['members that are not its own', Object.create({ kind: 'text', text: 'a' }), 'invalid'],
    ['members by __proto__', json('{"__proto__":{"kind":"text","text":"a"}}'), 'invalid'],
    ['an empty text', { kind: 'text', text: '' }, 'invalid'],
    ['a text that is a number', { kind: 'text', text: 5 }, 'invalid'],
    ['10,001 units of text', { kind: 'text', text: 'a'.repeat(10_001) }, 'too_large'],
    ['half a surrogate pair', { kind: 'text', text: 'a\ud83d' }, 'invalid'],
    ['the other half', { kind: 'text', text: '\ude00a' }, 'invalid'],
    ['a javascript address', card({ url: 'javascript:alert(1)' }), 'invalid'],
    ['a javascript address in disguise', card({ url: ' java\nscript:alert(1)' }), 'invalid'],
    ['an http address', card({ url: 'http://shop.example' }), 'invalid'],
    ['a data address', card({ image: 'data:text/html,x' }), 'invalid'],
    ['an address with credentials', card({ url: 'https://bank.example@evil.example/' }), 'invalid'],
    ['an address with a blank', card({ url: 'https://shop.example/ x' }), 'invalid'],
    ['an address that is too long', card({ url: `https://shop.example/${'a'.repeat(2048)}` }), 'invalid'],
    ['no address', card({ url: undefined }), 'invalid'],
    ['an order with an http address', orderCard({ url: 'http://shop.example' }), 'invalid'],
    ['a price with decimals', card({ price: { amount: 19.99, currency: 'EUR' } }), 'invalid'],
    ['a price as text', card({ price: { amount: '1999', currency: 'EUR' } }), 'invalid'],
    ['a price below nothing', card({ price: { amount: -1, currency: 'EUR' } }), 'invalid'],
    ['a price beyond all bounds', card({ price: { amount: 2 ** 60, currency: 'EUR' } }), 'invalid'],
    ['a currency in small letters', card({ price: { amount: 1, currency: 'eur' } }), 'invalid'],
    ['a title that is too long', card({ title: 'a'.repeat(301) }), 'invalid'],
    ['no product', { kind: 'product', fallback: 'x' }, 'invalid'],
    ['no fallback', { kind: 'product', product }, 'invalid'],
    ['an empty fallback', { kind: 'product', fallback: '', product }, 'invalid'],
    ['a fallback that is too long', { kind: 'product', fallback: 'a'.repeat(501), product }, 'invalid'],
    [
      'too many lines',
      orderCard({ items: Array.from({ length: 51 }, () => ({ title: 'x', quantity: 1 })) }),
      'invalid',
    ],
    ['lines that are no list', orderCard({ items: { length: 1 } }), 'invalid'],
    ['a quantity of nothing', orderCard({ items: [{ title: 'x', quantity: 0 }] }), 'invalid'],
    ['a file whose id is no UUID', { kind: 'file', fallback: 'f', file: '../../etc/passwd' }, 'invalid'],
    ['a file without fallback', { kind: 'image', file: crypto.randomUUID() }, 'invalid'],
  ])('refuses %s', (_name, value, code) => {
    expect(refusal(value)).toBe(code);
  });

  it('keeps known members only', () => {
    const value = json('{"kind":"text","text":"a","html":"<b>","__proto__":{"evil":1},"constructor":{"prototype":{}}}');
    expect(cleanContent(value, RULES)).toEqual({ content: { kind: 'text', text: 'a' } });
    expect(Object.keys({})).toEqual([]);
    expect(Reflect.get({}, 'evil')).toBeUndefined();
  });

  it('says itself whether a card is verified', () => {
    const claimed = { ...card({}), verified: true };
    expect(cleanContent(claimed, RULES)).toMatchObject({ content: { verified: false } });
    expect(cleanContent(card({}), { ...RULES, verified: true })).toMatchObject({ content: { verified: true } });
  });

  it('takes nothing of a file from its sender but which one it is', () => {
    const file = crypto.randomUUID();
    const sent = { kind: 'image', fallback: 'f', file: file.toUpperCase(), name: 'x.exe', size: 1, mime: 'text/html' };
    expect(cleanContent(sent, RULES)).toEqual({ mention: { kind: 'image', fallback: 'f', file } });
  });

  it('names members and never values', () => {
    const value = card({ url: 'javascript:secret()' });
    expect(() => cleanContent(value, RULES)).toThrow(
      expect.objectContaining({
        message: 'Not valid: content.product.url',
        details: { fields: ['content.product.url'] },
      }),
    );
  });

  it('answers any JSON with content or a refusal, and what it takes it takes again unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('text', 'product', 'order', 'file'), (value, kind) => {
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        const sent = isObject ? { ...value, kind } : value;
        if (refusal(sent) !== 'taken') return;
        const taken = cleanContent(sent, RULES);
        if ('content' in taken) expect(cleanContent(taken.content, RULES)).toEqual(taken);
      }),
    );
  });
});
