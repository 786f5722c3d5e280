// New passwords on both dialects: changed by who knows the old one, or set by a link that works once and is mailed.

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PasswordsService } from '../../../src/auth/passwords.service.js';
import { AuthApp, Databases, DIALECTS, PASSWORD } from './auth-app.js';

const NEXT = 'another long password';

/** As much of a mail server as it takes to receive. */
class MailSink {
  readonly mails: string[] = [];
  private server: Server = createServer();

  async start(): Promise<number> {
    this.server = createServer((socket) => {
      let mail: string | null = null;
      socket.setEncoding('utf8').write('220 sink\r\n');
      socket.on('error', () => undefined);
      socket.on('data', (chunk: string) => {
        if (mail !== null) mail += chunk;
        else if (chunk.startsWith('DATA')) mail = '';
        if (mail?.endsWith('\r\n.\r\n')) {
          this.mails.push(mail.replaceAll('=\r\n', ''));
          mail = null;
          socket.write('250 taken\r\n');
        } else if (mail === '') socket.write('354 go on\r\n');
        else if (mail === null) socket.write('250 fine\r\n');
      });
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    this.server.close();
  }
}

const tokenIn = (text: string): string => /reset-password\/([\w-]+)/.exec(text)?.[1] ?? '';

describe.each(DIALECTS)('passwords on %s', (dialect) => {
  const sink = new MailSink();
  let databases: Databases;
  let app: AuthApp;
  let shopId: string;

  beforeAll(async () => {
    databases = await Databases.start(dialect);
    const port = await sink.start();
    app = await AuthApp.start(await databases.create(), {
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      MAIL_FROM: 'help@chat.example.com',
    });
    ({ shopId } = await app.shop());
  });
  afterAll(async () => {
    await app.stop();
    sink.stop();
    await databases.stop();
  });

  const change = (token: string, current: string, password = NEXT) =>
    app.call('POST', '/v1/auth/password', { token, body: { current, password } });
  const confirm = (token: string, password = NEXT) =>
    app.call('POST', '/v1/auth/password/reset/confirm', { body: { token, password } });
  const statusOf = async (token: string): Promise<number> => (await app.call('GET', '/v1/auth/me', { token })).status;
  const link = (email: string): Promise<string> => app.app.get(PasswordsService).resetLink(email);

  it('changes a password and ends all other sign-ins', async () => {
    const { email, token, cookie } = await app.agent(shopId, 'agent');
    const other = await app.login(email);
    expect((await change(token, 'wrong password')).status).toBe(401);
    expect((await change(token, PASSWORD, 'short')).body).toMatchObject({ code: 'invalid', fields: ['password'] });
    expect((await change(token, PASSWORD)).status).toBe(204);
    expect([await statusOf(token), await statusOf(other.token)]).toEqual([200, 401]);
    expect((await app.call('POST', '/v1/auth/refresh', { cookie })).status).toBe(200);
    expect((await app.call('POST', '/v1/auth/refresh', { cookie: other.cookie })).status).toBe(401);
    await expect(app.login(email)).rejects.toThrow('unauthorized');
    await app.login(email, NEXT);
  });

  it('counts wrong present passwords towards the lock', async () => {
    const { token } = await app.agent(shopId, 'agent');
    for (let tries = 0; tries < 5; tries++) await change(token, 'wrong password');
    expect(await change(token, PASSWORD)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  });

  it('sets a password by a link, once, and ends all sign-ins', async () => {
    const { email, token } = await app.agent(shopId, 'agent');
    const address = await link(` ${email.toUpperCase()}`);
    expect(address).toMatch(/^https:\/\/chat\.example\.com\/console#\/reset-password\/[\w-]{43}$/);
    const replies = await Promise.all([
      confirm(tokenIn(address)),
      confirm(tokenIn(address)),
      confirm(tokenIn(address)),
    ]);
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    expect(await statusOf(token)).toBe(401);
    await app.login(email, NEXT);
    expect((await confirm(tokenIn(address))).status).toBe(404);
  });

  it('refuses a link that is an hour old, unknown, or older than a new password', async () => {
    const { email } = await app.agent(shopId, 'agent');
    const [first, second] = [await link(email), await link(email)];
    expect((await confirm(tokenIn(first))).status).toBe(204);
    expect((await confirm(tokenIn(second))).status).toBe(404);
    expect((await confirm('unknown')).status).toBe(404);
    const late = await link(email);
    app.clock.aheadMs += 3_600_001;
    expect((await confirm(tokenIn(late))).status).toBe(404);
    await expect(link('nobody@x.example')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('mails the link, answers the same for an unknown e-mail, and mails no more than three', async () => {
    const { email } = await app.agent(shopId, 'agent');
    sink.mails.length = 0;
    const ask = (address: string) => app.call('POST', '/v1/auth/password/reset', { body: { email: address } });
    const [known, unknown] = [await ask(email), await ask('nobody@x.example')];
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    expect(known.status).toBe(204);
    await expect.poll(() => sink.mails.length).toBe(1);
    expect(sink.mails[0]).toContain(`To: ${email}`);
    expect((await confirm(tokenIn(sink.mails[0] ?? ''))).status).toBe(204);
    for (let mails = 2; mails <= 4; mails++) {
      await ask(email);
      await expect.poll(() => sink.mails.length).toBe(mails);
    }
    await ask(email);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sink.mails).toHaveLength(4);
  });
});
