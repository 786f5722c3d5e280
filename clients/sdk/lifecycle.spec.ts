// The page's own signs, and listeners that misbehave.

import { afterEach, expect, it, vi } from 'vitest';
import { Emitter } from './emitter.js';
import { pageLifecycle } from './lifecycle.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('tells wake-ups and farewells of a page until it is told to stop', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const frame = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', frame);
  const told: string[] = [];
  const stop = pageLifecycle()?.((what) => told.push(what));
  page.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('resume'));
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  for (const name of ['pageshow', 'online', 'pagehide']) frame.dispatchEvent(new Event(name));
  expect(told).toEqual(['wake', 'wake', 'wake', 'wake', 'leave']);
  stop?.();
  frame.dispatchEvent(new Event('pagehide'));
  expect(told).toHaveLength(5);
});

it('is none outside of a browser', () => {
  expect(pageLifecycle()).toBeUndefined();
});

it('calls every listener though one throws, and lets the error surface later', () => {
  const surfaced: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (run: () => void) => surfaced.push(run));
  const emitter = new Emitter<{ news: number }>();
  const heard: number[] = [];
  emitter.on('news', () => {
    throw new Error('mine');
  });
  const off = emitter.on('news', (news) => heard.push(news));
  emitter.emit('news', 1);
  off();
  emitter.emit('news', 2);
  expect(heard).toEqual([1]);
  expect(surfaced[0]).toThrow('mine');
});
