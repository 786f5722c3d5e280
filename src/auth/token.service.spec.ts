// Tokens: what is genuine passes, everything forged, ended, swapped or of the wrong kind does not.

import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';

import { Clock } from '../common/clock.js';
import type { Config } from '../config/config.js';
import type { Database } from '../persistence/database.js';
import { TokenService } from './token.service.js';

const OLD = 'old-secret-old-secret-old-secret-old';
const NEW = 'new-secret-new-secret-new-secret-new';
const clock = new Clock();
const service = (secrets: [string, ...string[]], time = clock): TokenService =>
  new TokenService({ auth: { tokenSecrets: secrets } } as unknown as Config, { clock: time } as Database);
const sut = service([NEW, OLD]);
const bytes = (secret: string): Uint8Array => new TextEncoder().encode(secret);
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const AGENT = { id: 'agent-1', family: 'family-1' };
const claims = (): Record<string, unknown> => ({
  sub: 'agent-1',
  fam: 'family-1',
  aud: 'shopbell:agent',
  exp: Math.floor(clock.now() / 1000) + 60,
});

describe('TokenService', () => {
  it('reads back what it signed, with its end by the database clock', async () => {
    const { token, expiresIn } = await sut.signAgent(AGENT);
    const verified = await sut.verify(token);
    expect(verified).toMatchObject({ kind: 'agent', ...AGENT });
    expect(Math.abs(verified.expiresAt - clock.now() - expiresIn)).toBeLessThan(2_000);
    expect(expiresIn).toBe(600_000);
  });

  it('carries a profile for the row that the first event makes', async () => {
    const profile = { externalId: 'u-1', name: '小明', email: null, phone: null, attributes: { vip: true } };
    const { token } = await sut.signCustomer({ id: 'c', shop: 's', verified: true, profile });
    expect(await sut.verify(token)).toMatchObject({ kind: 'customer', id: 'c', shop: 's', verified: true, profile });
  });

  it('ends a token no later than the identity that it was made from', async () => {
    const { token, expiresIn } = await sut.signCustomer({ id: 'c', shop: 's', verified: true }, clock.now() + 30_000);
    expect(expiresIn).toBeLessThanOrEqual(30_000);
    expect((await sut.verify(token)).expiresAt).toBeLessThanOrEqual(clock.now() + 30_000);
  });

  it('takes tokens of the secret before a rotation, and refuses them once it is gone', async () => {
    const { token } = await service([OLD]).signAgent(AGENT);
    await expect(sut.verify(token)).resolves.toMatchObject(AGENT);
    await expect(service([NEW]).verify(token)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('refuses a token that ended by the database clock, whatever this machine thinks', async () => {
    const { token } = await sut.signAgent(AGENT);
    const ahead = new Clock();
    ahead.correct(Date.now() + 601_000, Date.now(), Date.now());
    await expect(service([NEW], ahead).verify(token)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it.each<[string, () => string | Promise<string>]>([
    ['of another secret', () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(bytes('x'.repeat(40)))],
    ['of alg none', () => `${base64({ alg: 'none' })}.${base64(claims())}.`],
    ['of HS512', () => new SignJWT(claims()).setProtectedHeader({ alg: 'HS512' }).sign(bytes(NEW.repeat(2)))],
    [
      'of an unknown audience',
      () => new SignJWT({ ...claims(), aud: 'x' }).setProtectedHeader({ alg: 'HS256' }).sign(bytes(NEW)),
    ],
    [
      'without an end',
      () =>
        new SignJWT({ sub: 'agent-1', fam: 'f', aud: 'shopbell:agent' })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(bytes(NEW)),
    ],
    [
      'of a customer without a shop',
      () =>
        new SignJWT({ ...claims(), aud: 'shopbell:customer' }).setProtectedHeader({ alg: 'HS256' }).sign(bytes(NEW)),
    ],
    ['that is too long', () => 'a'.repeat(8_193)],
    ['that is no token', () => 'nonsense'],
    ['that is empty', () => ''],
  ])('refuses a token %s', async (_, make) => {
    await expect(sut.verify(await make())).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('refuses a token whose payload was changed', async () => {
    const { token } = await sut.signAgent(AGENT);
    const [header, , signature] = token.split('.');
    const forged = [header, base64({ ...claims(), sub: 'agent-2' }), signature].join('.');
    await expect(sut.verify(forged)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});
