import { describe, expect, it } from 'vitest';

import { ChatError } from '../common/chat-error.js';
import { SendOrder } from './send-order.js';

const conflict = expect.objectContaining({ code: 'conflict', retryable: true }) as ChatError;
const blocked = (fn: () => unknown): void => {
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toEqual(conflict);
};

describe('SendOrder', () => {
  it('gives sends of one conversation a shared guard', () => {
    const order = new SendOrder();
    const [a, b, other] = [order.enter('c', 'a'), order.enter('c', 'b'), order.enter('d', 'x')];
    expect(b.guard).toBe(a.guard);
    expect(other.guard).not.toBe(a.guard);
    expect(order.unanswered).toBe(3);
    for (const place of [a, b, other]) order.done(place);
    expect(order.unanswered).toBe(0);
  });

  it('refuses what comes behind a refused send until its id comes again, then gives a fresh guard', () => {
    const order = new SendOrder();
    const a = order.enter('c', 'A');
    order.refused(a);
    blocked(() => order.enter('c', 'b'));
    const again = order.enter('c', 'a');
    expect(again.guard).not.toBe(a.guard);
    expect(order.enter('c', 'b').guard).toBe(again.guard);
  });

  it('lets other conversations go on', () => {
    const order = new SendOrder();
    order.refused(order.enter('c', 'a'));
    expect(order.enter('d', 'b').guard.broken).toBe(false);
    expect(order.enter(undefined, 'b').guard.broken).toBe(false);
  });

  it('expects the first of several refused ones, in whatever order the refusals become known', () => {
    const order = new SendOrder();
    const [a, b, c] = [order.enter('c', 'a'), order.enter('c', 'b'), order.enter('c', 'c')];
    order.refused(c);
    order.refused(b);
    order.refused(a);
    blocked(() => order.enter('c', 'b'));
    order.enter('c', 'a');
    order.enter('c', 'b');
  });

  it('lets nothing overtake a send whose outcome is not known yet', () => {
    const order = new SendOrder();
    const [a, b] = [order.enter('c', 'a'), order.enter('c', 'b')];
    order.refused(b);
    blocked(() => order.enter('c', 'b'));
    order.done(a);
    expect(order.enter('c', 'b').guard.broken).toBe(false);
  });

  it('does not let a late refusal of the former round disturb the new one', () => {
    const order = new SendOrder();
    const [a, b] = [order.enter('c', 'a'), order.enter('c', 'b')];
    order.refused(a);
    const again = order.enter('c', 'a');
    order.refused(b);
    expect(again.guard.broken).toBe(false);
    expect(order.enter('c', 'b').guard).toBe(again.guard);
  });

  it('notices that the log itself broke the guard', () => {
    const order = new SendOrder();
    const a = order.enter('c', 'a');
    a.guard.broken = true;
    blocked(() => order.enter('c', 'b'));
    order.refused(a);
    blocked(() => order.enter('c', 'b'));
    order.enter('c', 'a');
  });

  it('goes on after a final refusal', () => {
    const order = new SendOrder();
    order.done(order.enter('c', 'a'));
    expect(order.enter('c', 'b').guard.broken).toBe(false);
  });

  it('counts each answer once', () => {
    const order = new SendOrder();
    const [a, b] = [order.enter('c', 'a'), order.enter('c', 'b')];
    order.refused(a);
    order.refused(a);
    order.done(a);
    order.done(a);
    expect(order.unanswered).toBe(1);
    order.done(b);
    expect(order.unanswered).toBe(0);
  });

  it('keeps a send in its place when it is refused before the log, and leaves those in the log alone', () => {
    const order = new SendOrder();
    const a = order.enter('c', 'a');
    expect(order.refuse('c', 'b')).toBe(true);
    expect(order.refuse('c', 'c')).toBe(true);
    expect(a.guard.broken).toBe(false);
    blocked(() => order.enter('c', 'b'));
    order.done(a);
    blocked(() => order.enter('c', 'c'));
    order.enter('c', 'b');
    order.enter('c', 'c');
    expect(order.unanswered).toBe(2);
  });

  it('holds places from the frame on: a refusal of a later frame does not get ahead of a handler that starts later', () => {
    const order = new SendOrder();
    const reserved = order.reserve('c', 'a');
    order.refuse('c', 'b');
    expect(order.enter('c', 'a')).toBe(reserved);
    order.release(reserved);
    expect(order.unanswered).toBe(1);
    order.done(reserved);
    expect(order.enter('c', 'b').guard.broken).toBe(false);
  });

  it('frees a place that no handler came for', () => {
    const order = new SendOrder();
    order.release(order.reserve('c', 'a'));
    expect(order.unanswered).toBe(0);
  });

  it('gives the same id sent twice a place each', () => {
    const order = new SendOrder();
    const places = [order.reserve('c', 'a'), order.reserve('c', 'a')];
    const entered = [order.enter('c', 'a'), order.enter('c', 'a')];
    expect(new Set(entered)).toEqual(new Set(places));
    for (const place of entered) order.done(place);
    expect(order.unanswered).toBe(0);
  });

  it('is bounded: beyond, the connection has to end', () => {
    const order = new SendOrder();
    for (let n = 0; n < 256; n++) expect(order.refuse(`c${n}`, 'a')).toBe(true);
    expect(order.refuse('one more', 'a')).toBe(false);
    expect(order.refuse('c0', 'b')).toBe(true);
  });
});
