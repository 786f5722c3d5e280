import { describe, expect, it } from 'vitest';
import { enclose, isColor, isContext, isIdentity, readFromFrame, readToFrame } from './messages.js';

const JWT = 'aaa.bbb.ccc';

describe('messages to the frame', () => {
  it('pass when enclosed and of a known shape', () => {
    const init = {
      type: 'init',
      open: true,
      focus: false,
      locale: 'zh-CN',
      identity: JWT,
      context: { page: '/a' },
    } as const;
    expect(readToFrame(enclose(init))).toMatchObject(init);
    expect(readToFrame(enclose({ type: 'close' }))).toMatchObject({ type: 'close' });
  });

  it.each([
    null,
    'open',
    42,
    [],
    {},
    { type: 'open', focus: true },
    { shopbell: 2, type: 'close' },
    { shopbell: 1, type: 'unread', count: 1 },
    { shopbell: 1, type: 'constructor' },
    { shopbell: 1, type: '__proto__' },
    { shopbell: 1, type: ['close'] },
    { shopbell: 1, type: 'init', open: 'yes', focus: true },
    { shopbell: 1, type: 'init', open: true, focus: true, identity: { toString: 1 } },
    { shopbell: 1, type: 'identify', identity: '<script>' },
    { shopbell: 1, type: 'identify', identity: `${'a'.repeat(9000)}.b.c` },
    { shopbell: 1, type: 'context', context: 'page' },
    { shopbell: 1, type: 'context', context: { page: 'x'.repeat(9000) } },
  ])('are refused: %j', (data) => {
    expect(readToFrame(data)).toBeNull();
  });
});

describe('messages from the frame', () => {
  it('pass when enclosed and of a known shape', () => {
    expect(readFromFrame(enclose({ type: 'shop', name: 'A', color: '#a1B2c3' }))).not.toBeNull();
    expect(readFromFrame(enclose({ type: 'unread', count: 0 }))).not.toBeNull();
  });

  it.each([
    { shopbell: 1, type: 'init', open: true, focus: true },
    { shopbell: 1, type: 'shop', name: 'A', color: 'red;background:url(//evil)' },
    { shopbell: 1, type: 'shop', name: 'x'.repeat(121), color: '#000000' },
    { shopbell: 1, type: 'unread', count: -1 },
    { shopbell: 1, type: 'unread', count: 1.5 },
    { shopbell: 1, type: 'unread', count: '3' },
  ])('are refused: %j', (data) => {
    expect(readFromFrame(data)).toBeNull();
  });
});

describe('parts of messages', () => {
  it('a colour is six hex digits and nothing more', () => {
    expect(['#0f766e', '#0F766E'].every(isColor)).toBe(true);
    expect(['#fff', '0f766e', '#0f766e;', '#0f766e\n', 'teal', null].some(isColor)).toBe(false);
  });

  it('an identity has three parts of the alphabet of JWTs', () => {
    expect(isIdentity(JWT)).toBe(true);
    expect(['a.b', 'a.b.c.d', 'a b.c.d', '', undefined].some(isIdentity)).toBe(false);
  });

  it('a context that cannot be written as JSON is none', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(isContext(circle)).toBe(false);
    expect(isContext({ amount: 1n })).toBe(false);
  });
});
