// When a node counts as ready, and how it says why not.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Readiness, type ReadinessCheck } from './readiness.js';

const check = (name: string, ask: () => Promise<void>, required = true): ReadinessCheck => ({
  name,
  required,
  check: ask,
});
const answers = async () => undefined;
const fails = () => Promise.reject(new Error('away'));
const hangs = () => new Promise<void>(() => undefined);

describe('readiness', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is given when everything answers', async () => {
    const readiness = new Readiness([check('database', answers), check('map', answers)]);
    expect(await readiness.report()).toEqual({ ready: true, checks: { database: 'ok', map: 'ok' } });
  });

  it('is not given without the database', async () => {
    const readiness = new Readiness([check('database', fails), check('map', answers)]);
    expect(await readiness.report()).toEqual({ ready: false, checks: { database: 'failed', map: 'ok' } });
  });

  it('stays without map or bus, which only make things faster, and names them', async () => {
    const readiness = new Readiness([check('database', answers), check('bus', fails, false)]);
    expect(await readiness.report()).toEqual({ ready: true, checks: { database: 'ok', bus: 'failed' } });
  });

  it('does not wait for a check that hangs', async () => {
    const report = new Readiness([check('database', hangs)]).report();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await report).toEqual({ ready: false, checks: { database: 'timeout' } });
  });

  it('takes a check that throws at once for a failed one', async () => {
    const throws = () => {
      throw new Error('at once');
    };
    expect((await new Readiness([check('database', throws)]).report()).ready).toBe(false);
  });

  it('ends when the node begins to go away', async () => {
    const readiness = new Readiness([check('database', answers)]);
    readiness.onModuleDestroy();
    expect(await readiness.report()).toEqual({ ready: false, stopping: true, checks: { database: 'ok' } });
  });

  it('asks once for all who ask at the same time', async () => {
    const ask = vi.fn(answers);
    const readiness = new Readiness([check('database', ask)]);
    await Promise.all([readiness.report(), readiness.report()]);
    expect(ask).toHaveBeenCalledTimes(1);
    await readiness.report();
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
