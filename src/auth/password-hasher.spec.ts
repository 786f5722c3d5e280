// Passwords: what a hash is made with, that nobody's takes as long as somebody's, and that the line is bounded.

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { PasswordHasher } from './password-hasher.js';

const library = vi.hoisted(() => ({ running: 0, most: 0, verified: [] as string[], release: [] as (() => void)[] }));
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>();
  return {
    ...real,
    verify: async (hash: string, password: string) => {
      library.verified.push(hash);
      library.most = Math.max(library.most, ++library.running);
      if (password === 'wait') await new Promise<void>((resolve) => library.release.push(resolve));
      library.running--;
      return password === 'wait' ? false : real.verify(hash, password);
    },
  };
});

describe('PasswordHasher', () => {
  let sut: PasswordHasher;
  beforeEach(() => {
    sut = new PasswordHasher();
    Object.assign(library, { running: 0, most: 0, verified: [], release: [] });
  });

  it('makes argon2id hashes of 19 MiB, two passes and one lane, each with its own salt', async () => {
    const [a, b] = [await sut.hash('secret'), await sut.hash('secret')];
    expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(a).not.toBe(b);
    expect(await sut.verify(a, 'secret')).toBe(true);
    expect(await sut.verify(a, 'Secret')).toBe(false);
  });

  it.each([null, undefined])('checks a hash of the same cost where there is none (%s), and says no', async (none) => {
    expect(await sut.verify(none, 'secret')).toBe(false);
    expect(library.verified[0]).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('works on two at a time, keeps a hundred waiting, and refuses more with a time to come back', async () => {
    const all = Array.from({ length: 102 }, () => sut.verify(null, 'wait'));
    await vi.waitFor(() => expect(library.release).toHaveLength(2));
    await expect(sut.verify(null, 'wait')).rejects.toMatchObject({
      code: 'overloaded',
      details: { retryAfterMs: 1_000 },
    });
    const done = Promise.all(all);
    const timer = setInterval(() => library.release.splice(0).forEach((release) => release()), 1);
    expect(await done).toHaveLength(102);
    clearInterval(timer);
    expect(library.most).toBe(2);
    expect(await sut.verify(null, 'free again')).toBe(false);
  });
});
