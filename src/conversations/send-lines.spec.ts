// The order of one sender's sends, whichever way each of them takes.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { SendLines } from './send-lines.js';

describe('the sends of one sender', () => {
  let lines: SendLines;
  let log: string[];
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    lines = new SendLines();
    log = [];
  });
  afterEach(() => vi.useRealTimers());

  /** Reaches the log at once, or after something was looked up. */
  const write = (word: string) => async (): Promise<string> => {
    log.push(word);
    return word;
  };
  const lookUp = (word: string, turns: number) => async (): Promise<string> => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    return write(word)();
  };

  it('go straight to the log while nothing waits', () => {
    void lines.run('a', { straight: write('1'), careful: write('x') });
    void lines.run('a', { straight: write('2'), careful: write('x') });
    expect(log).toEqual(['1', '2']);
    expect(lines.size).toBe(0);
  });

  it('wait behind one that must be looked up', async () => {
    const slow = lines.run('a', { careful: lookUp('1', 20) });
    const quick = lines.run('a', { straight: write('x'), careful: write('2') });
    const stranger = lines.run('b', { straight: write('b'), careful: write('x') });
    await Promise.all([slow, quick, stranger]);
    expect(log).toEqual(['b', '1', '2']);
  });

  it('go straight again once nothing waits any more', async () => {
    await lines.run('a', { careful: lookUp('1', 5) });
    await vi.waitFor(() => expect(lines.size).toBe(0));
    void lines.run('a', { straight: write('2'), careful: write('x') });
    expect(log).toEqual(['1', '2']);
  });

  it('keep their order when all of them must move', async () => {
    const closed = new Error('closed');
    const refusals: (() => void)[] = [];
    const straight = () => new Promise<string>((_, reject) => refusals.push(() => reject(closed)));
    const moves = (error: unknown) => error === closed;
    const send = (word: string, turns: number) => lines.run('a', { straight, careful: lookUp(word, turns), moves });
    const first = [send('1', 9), send('2', 3)];
    refusals[0]?.();
    await Promise.resolve();
    await Promise.resolve();
    // Comes after the first was refused and before the second is.
    const third = send('3', 0);
    refusals[1]?.();
    await Promise.all([...first, third]);
    expect(log).toEqual(['1', '2', '3']);
  });

  it('go on after one that failed', async () => {
    const bad = lines.run('a', { careful: () => Promise.reject(new Error('bad')) });
    const good = lines.run('a', { straight: write('x'), careful: write('1') });
    await expect(bad).rejects.toThrow('bad');
    await expect(good).resolves.toBe('1');
  });

  it('are answered in time, whatever they wait for, and do nothing after that', async () => {
    let release: () => void = () => undefined;
    const hangs = lines.run('a', { careful: () => new Promise<string>((resolve) => (release = () => resolve('1'))) });
    const behind = lines.run('a', { straight: write('x'), careful: write('2') });
    const both = Promise.allSettled([hangs, behind]);
    await vi.advanceTimersByTimeAsync(3_900);
    const refusals = (await both).map((result) => (result.status === 'rejected' ? (result.reason as object) : result));
    expect(refusals).toMatchObject([{ code: 'unavailable' }, { code: 'unavailable' }]);
    release();
    await vi.advanceTimersByTimeAsync(10);
    expect(log).toEqual([]);
    expect(lines.size).toBe(0);
  });
});
