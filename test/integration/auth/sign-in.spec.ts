// Sign-in of agents on both dialects: passwords, lock-out, the refresh cookie and its theft, the end of sign-ins.

import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { AuthApp, Databases, DIALECTS, PASSWORD, type Person, TOKEN_SECRET } from './auth-app.js';

const wrong = 'not the password';

describe.each(DIALECTS)('sign-in of agents on %s', (dialect) => {
  let databases: Databases;
  let url: string;
  let app: AuthApp;
  let shopId: string;
  let ann: Person;

  beforeAll(async () => {
    databases = await Databases.start(dialect);
    url = await databases.create();
    app = await AuthApp.start(url);
    ({ shopId } = await app.shop());
  });
  afterAll(async () => {
    await app.stop();
    await databases.stop();
  });

  const login = (email: string, password: string, address = '203.0.113.1') =>
    app.call('POST', '/v1/auth/login', { body: { email, password }, address });
  const me = async (token: string): Promise<number> => (await app.call('GET', '/v1/auth/me', { token })).status;
  const refresh = (cookie: string) => app.call('POST', '/v1/auth/refresh', { cookie, body: {} });
  const fresh = async (): Promise<Person> => (ann = await app.agent(shopId, 'agent'));

  it('signs in whatever the case of the e-mail, with a cookie out of reach of scripts and other sites', async () => {
    const { email } = await fresh();
    const reply = await login(`  ${email.toUpperCase()} `, PASSWORD);
    expect(reply.body).toMatchObject({ expiresIn: 600_000, agent: { email, shops: [{ id: shopId, role: 'agent' }] } });
    const cookie = String(reply.headers['set-cookie']);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/v1/auth', 'Secure', 'Max-Age='])
      expect(cookie).toContain(part);
    expect(JSON.stringify(reply.body)).not.toContain('argon2');
  });

  it('answers an unknown e-mail exactly as a wrong password', async () => {
    const { email } = await fresh();
    const [unknown, known] = [await login('nobody@x.example', wrong), await login(email, wrong)];
    expect(known).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(unknown.text).toBe(known.text);
  });

  it('locks an account for an address after five wrong tries, says for how long, and forgives with time', async () => {
    const { email } = await fresh();
    for (let tries = 0; tries < 5; tries++) expect((await login(email, wrong)).status).toBe(401);
    const locked = await login(email, PASSWORD);
    expect(locked).toMatchObject({ status: 429, body: { code: 'rate_limited', retryable: true } });
    expect(locked.body.retryAfterMs).toBeGreaterThan(25_000);
    expect((await login(email, PASSWORD, '198.51.100.9')).status).toBe(200);
    app.clock.aheadMs += 31_000;
    expect((await login(email, wrong)).status).toBe(401);
    const again = await login(email, PASSWORD);
    expect(again.body.retryAfterMs).toBeGreaterThan(55_000);
    app.clock.aheadMs += 61_000;
    expect((await login(email, PASSWORD)).status).toBe(200);
    expect((await login(email, wrong)).status).toBe(401);
  });

  it('keeps a lock over a restart and on other nodes', async () => {
    const { email } = await fresh();
    for (let tries = 0; tries < 5; tries++) await login(email, wrong);
    const other = await AuthApp.start(url);
    other.clock.aheadMs = app.clock.aheadMs;
    const reply = await other.call('POST', '/v1/auth/login', { body: { email, password: PASSWORD } });
    expect(reply.status).toBe(429);
    await other.stop();
  });

  it('lets many tries at once check no more passwords than tries one after another', async () => {
    const { email } = await fresh();
    const replies = await Promise.all(Array.from({ length: 20 }, () => login(email, wrong)));
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('rotates the refresh cookie', async () => {
    const { cookie } = await fresh();
    const reply = await refresh(cookie);
    expect(reply.status).toBe(200);
    expect(reply.cookie).not.toBe(cookie);
    expect(await me(String(reply.body.token))).toBe(200);
    expect((await refresh(reply.cookie)).status).toBe(200);
  });

  it('gives two tabs that race, and a client whose answer was lost, the same successor', async () => {
    const { cookie } = await fresh();
    const replies = await Promise.all([refresh(cookie), refresh(cookie), refresh(cookie)]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    const successors = new Set(replies.map((reply) => reply.cookie));
    expect(successors.size).toBe(1);
    app.clock.aheadMs += 9_000;
    const [successor = ''] = successors;
    expect((await refresh(cookie)).cookie).toBe(successor);
    expect((await refresh(successor)).status).toBe(200);
    expect(await refresh(cookie)).toMatchObject({ status: 409, body: { code: 'conflict', retryable: true } });
  });

  it('ends the sign-in with all its tokens when an old cookie is used again later', async () => {
    const { cookie, token } = await fresh();
    const next = await refresh(cookie);
    app.clock.aheadMs += 10_500;
    const stolen = await refresh(cookie);
    expect(stolen).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect((await refresh(next.cookie)).status).toBe(401);
    expect(await me(token)).toBe(401);
    expect(await me(String(next.body.token))).toBe(401);
    expect((await login(ann.email, PASSWORD)).status).toBe(200);
  });

  it('refuses a cookie that is unknown, empty, or thirty days old', async () => {
    const { cookie } = await fresh();
    expect((await refresh('nonsense')).status).toBe(401);
    expect((await app.call('POST', '/v1/auth/refresh', { body: {} })).status).toBe(401);
    app.clock.aheadMs += 30 * 24 * 3_600_000 + 1_000;
    expect((await refresh(cookie)).status).toBe(401);
  });

  it('believes the cookie on the pages of the console only', async () => {
    const { cookie, email } = await fresh();
    for (const path of ['refresh', 'logout', 'login']) {
      const body = path === 'login' ? { email, password: PASSWORD } : {};
      const reply = await app.call('POST', `/v1/auth/${path}`, { cookie, origin: 'https://evil.example', body });
      expect(reply).toMatchObject({ status: 403, cookie: '' });
    }
    const own = await app.call('POST', '/v1/auth/refresh', { cookie, origin: 'https://chat.example.com', body: {} });
    expect(own.status).toBe(200);
  });

  it('signs out here, or everywhere at once', async () => {
    const { email, cookie, token } = await fresh();
    const other = await app.login(email);
    const third = await app.login(email);
    const out = await app.call('POST', '/v1/auth/logout', { cookie });
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    expect([await me(token), await me(other.token)]).toEqual([401, 200]);
    await app.call('POST', '/v1/auth/logout', { cookie: other.cookie, body: { everywhere: true } });
    expect([await me(other.token), await me(third.token)]).toEqual([401, 401]);
    expect((await refresh(third.cookie)).status).toBe(401);
  });

  it('lets a cookie of a sign-in that ended sign nobody else out', async () => {
    const { email, cookie } = await fresh();
    const other = await app.login(email);
    await app.call('POST', '/v1/auth/logout', { cookie });
    await app.call('POST', '/v1/auth/logout', { cookie, body: { everywhere: true } });
    expect(await me(other.token)).toBe(200);
  });

  it('refuses tokens that are forged, of no algorithm, ended or of another sign-in', async () => {
    const { token, id } = await fresh();
    const [header = '', payload = '', signature = ''] = token.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const sign = (claims: Record<string, unknown>): Promise<string> =>
      new SignJWT({ aud: 'shopbell:agent', sub: id, ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(TOKEN_SECRET));
    const forged = [
      `${none}.${payload}.`,
      `${header}.${payload}.${signature.slice(0, -2)}AA`,
      'x',
      await sign({ fam: 'unknown' }),
    ];
    for (const candidate of forged) expect(await me(candidate)).toBe(401);
    expect((await app.call('GET', '/v1/auth/me')).status).toBe(401);
    app.clock.aheadMs += 601_000;
    expect(await me(token)).toBe(401);
  });

  it('takes a token of one agent for no sign-in of another', async () => {
    const other = await app.agent(shopId, 'owner');
    const { id } = await fresh();
    const [, payload = ''] = other.token.split('.');
    const { fam } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { fam: string };
    const mixed = await new SignJWT({ aud: 'shopbell:agent', sub: id, fam })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(Math.floor(app.clock.now() / 1000) + 60)
      .sign(new TextEncoder().encode(TOKEN_SECRET));
    expect(await me(mixed)).toBe(401);
  });

  it('names wrong fields and never echoes a password', async () => {
    const body = { email: 'no-mail', password: 'p'.repeat(300), extra: 'private' };
    const reply = await app.call('POST', '/v1/auth/login', { body });
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'invalid', fields: expect.arrayContaining(['email', 'password', 'extra']) as unknown },
    });
    expect(reply.text).not.toMatch(/no-mail|ppp|private/);
    expect(reply.headers['content-type']).toContain('application/problem+json');
  });

  it('limits sign-ins of one address, and of no other', async () => {
    const limited = await AuthApp.start(url, { LIMIT_LOGINS_PER_MINUTE: '3' });
    const tries = (address: string) =>
      limited.call('POST', '/v1/auth/login', {
        body: { email: `${address.length}@x.example`, password: wrong },
        address,
      });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await tries(`2001:db8::${n}`)).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect((await tries('2001:db8:0:1::1')).status).toBe(401);
    await limited.stop();
  });

  it.each(['refresh', 'logout'])('limits %s of one address, known or not, and of no other', async (call) => {
    const limited = await AuthApp.start(url, { LIMIT_HTTP_PER_MINUTE: '3' });
    const tries = (address: string) =>
      limited.call('POST', `/v1/auth/${call}`, { cookie: 'nonsense', body: {}, address });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await tries('203.0.113.7')).status);
    const plain = call === 'refresh' ? 401 : 204;
    expect(statuses).toEqual([plain, plain, plain, 429]);
    expect((await tries('203.0.113.8')).status).toBe(plain);
    await limited.stop();
  });
});
