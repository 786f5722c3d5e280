// The sign-in: one refresh at a time, renewed before its end, and what happens when it cannot be.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { StopError } from '../../sdk/index.js';
import { Session } from './session.js';
import { answer, FakeServer, problem, sessionOf } from './fake-server.fixture.js';

const LIFE_MS = 600_000;
const here = <T>(work: () => Promise<T>): Promise<T> => work();

describe('Session', () => {
  let server: FakeServer;
  let sut: Session;

  beforeEach(() => {
    vi.useFakeTimers();
    server = new FakeServer();
    sut = new Session(server.fetch, here);
  });
  afterEach(() => {
    sut.stop();
    vi.useRealTimers();
  });

  it('takes up an earlier sign-in at its start', async () => {
    server.on('POST /v1/auth/refresh', () => answer(sessionOf('t1', LIFE_MS)));
    await sut.start();
    expect(sut.state).toMatchObject({ name: 'signed-in', agent: { name: 'Ana' } });
    expect(await sut.token()).toBe('t1');
  });

  it('asks for a password when there is none', async () => {
    server.on('POST /v1/auth/refresh', () => problem(401, 'unauthorized'));
    await sut.start();
    expect(sut.state.name).toBe('signed-out');
  });

  it('says that the server is away and tries again, instead of asking for a password', async () => {
    server.on('POST /v1/auth/refresh', () => problem(503, 'unavailable'));
    await sut.start();
    expect(sut.state).toEqual({ name: 'starting', unreachable: true });
    server.on('POST /v1/auth/refresh', () => answer(sessionOf('t1', LIFE_MS)));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sut.state.name).toBe('signed-in');
  });

  it('has one refresh in flight, however many ask', async () => {
    server.on('POST /v1/auth/refresh', () => answer(sessionOf('t1', LIFE_MS)));
    expect(await Promise.all([sut.token(), sut.token(), sut.token()])).toEqual(['t1', 't1', 't1']);
    expect(server.count('POST /v1/auth/refresh')).toBe(1);
  });

  it('renews the token before it ends', async () => {
    let tokens = 0;
    server.on('POST /v1/auth/refresh', () => answer(sessionOf(`t${(tokens += 1)}`, LIFE_MS)));
    await sut.start();
    await vi.advanceTimersByTimeAsync(LIFE_MS - 90_000);
    expect(tokens).toBe(2);
    expect(await sut.token()).toBe('t2');
  });

  it('does not renew a token that another call renewed already', async () => {
    server.on('POST /v1/auth/refresh', () => answer(sessionOf('t1', LIFE_MS)));
    await sut.start();
    expect(await sut.replace('t0')).toBe('t1');
    expect(server.count('POST /v1/auth/refresh')).toBe(1);
  });

  it('keeps the agent on the screen when the sign-in ends by itself', async () => {
    server.on('POST /v1/auth/refresh', () => answer(sessionOf('t1', LIFE_MS)));
    await sut.start();
    server.on('POST /v1/auth/refresh', () => problem(401, 'unauthorized'));
    await expect(sut.replace('t1')).rejects.toBeInstanceOf(StopError);
    expect(sut.state).toMatchObject({ name: 'expired', agent: { name: 'Ana' } });
  });

  it('tells a wrong password and a lock apart', async () => {
    server.on('POST /v1/auth/login', () => problem(401, 'unauthorized'));
    await expect(sut.signIn('a@b.c', 'x')).rejects.toMatchObject({ code: 'unauthorized' });
    server.on('POST /v1/auth/login', () => problem(429, 'rate_limited', { retryAfterMs: 30_000 }));
    await expect(sut.signIn('a@b.c', 'x')).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 30_000 });
  });

  it('signs out even when the sign-in has ended already', async () => {
    server.on('POST /v1/auth/logout', () => problem(401, 'unauthorized'));
    await sut.signOut(false);
    expect(sut.state.name).toBe('signed-out');
  });
});
