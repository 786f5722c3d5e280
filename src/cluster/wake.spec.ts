// Words between nodes: they come through whole, and garbage wakes nobody.

import { describe, expect, it } from 'vitest';

import { type ConversationWake, decodeWakes, encodeWakes, type Wake } from './wake.js';

const CONVERSATION: ConversationWake = {
  kind: 'conversation',
  conversation: 'c',
  shop: 's',
  customer: 'k',
  end: { all: 3, agents: 4 },
};
const WAKES: Wake[] = [
  CONVERSATION,
  { kind: 'marks', conversation: 'c', shop: 's', version: 2 },
  { kind: 'typing', conversation: 'c', who: { role: 'agent', id: 'a', name: '客服 😀' }, on: true },
  { kind: 'presence', who: 'a', role: 'agent' },
  { kind: 'rights', who: 'k', role: 'customer' },
];

describe('a message of wakes', () => {
  it('comes through whole', () => {
    expect(decodeWakes(encodeWakes(WAKES))).toEqual(WAKES);
  });

  it('leaves inline events behind', () => {
    const inline = [{ seq: 3, audience: 'all' as const, after: { all: 2, agents: 2 }, frame: () => 'a secret' }];
    const message = encodeWakes([{ ...CONVERSATION, inline }]);
    expect(message).not.toContain('inline');
    expect(decodeWakes(message)).toEqual([CONVERSATION]);
  });

  it.each([
    '',
    'hello',
    '{',
    '[',
    'null',
    '1',
    '"conversation"',
    '{}',
    '{"0":1,"length":1}',
    '\u0000',
    '[[]]',
    '[null]',
  ])('that is %j wakes nobody', (message) => {
    expect(decodeWakes(message)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no kind', { ...CONVERSATION, kind: undefined }],
    ['an unknown kind', { ...CONVERSATION, kind: 'shutdown' }],
    ['a kind that every object has', { ...CONVERSATION, kind: 'toString' }],
    ['a kind in a list', { ...CONVERSATION, kind: ['conversation'] }],
    ['no end', { ...CONVERSATION, end: undefined }],
    ['an end without agents', { ...CONVERSATION, end: { all: 1 } }],
    ['an end of text', { ...CONVERSATION, end: { all: '1', agents: '1' } }],
    ['an end below nothing, in part', { ...CONVERSATION, end: { all: -1.5, agents: 1 } }],
    ['half an end', { ...CONVERSATION, end: { all: 1.5, agents: 2 } }],
    ['an end that is null', { ...CONVERSATION, end: null }],
    ['a conversation that is a number', { ...CONVERSATION, conversation: 5 }],
    ['a conversation that is an object', { ...CONVERSATION, conversation: { toString: 'c' } }],
    ['no customer', { ...CONVERSATION, customer: undefined }],
    ['marks without a shop', { kind: 'marks', conversation: 'c', version: 1 }],
    ['typing of nobody', { kind: 'typing', conversation: 'c', who: null, on: true }],
    ['presence of nobody', { kind: 'presence', role: 'agent' }],
    ['rights of a list', { kind: 'rights', who: ['a'], role: 'agent' }],
  ])('drops a wake with %s, and keeps its neighbours', (_name, wake) => {
    expect(decodeWakes(JSON.stringify([WAKES[1], wake, WAKES[3]]))).toEqual([WAKES[1], WAKES[3]]);
  });

  it.each([
    '[{"__proto__":{"kind":"rights","who":"a","role":"agent"}}]',
    '[{"kind":"conversation","__proto__":{"conversation":"c","shop":"s","customer":"k","end":{"all":1,"agents":1}}}]',
    '[{"kind":"conversation","conversation":"c","shop":"s","customer":"k","__proto__":{"end":{"all":1,"agents":1}}}]',
    '[{"kind":"conversation","conversation":"c","shop":"s","customer":"k","end":{"__proto__":{"all":1,"agents":1}}}]',
    '{"__proto__":[],"constructor":{"prototype":{"kind":"rights"}}}',
  ])('takes nothing from a prototype: %s', (message) => {
    expect(decodeWakes(message)).toEqual([]);
    expect('kind' in {}).toBe(false);
  });

  it('survives a message as deep as it likes', () => {
    expect(decodeWakes('['.repeat(100_000))).toEqual([]);
    expect(decodeWakes(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toEqual([]);
  });
});
