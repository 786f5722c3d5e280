// A shop on both dialects: made by registration or the CLI's services, changed within bounds, its keys and secrets.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Agent, ApiKey, Shop } from '../../../src/persistence/entities/index.js';
import type { AgentSession } from '../../../src/protocol/index.js';
import { AgentsService } from '../../../src/shops/agents.service.js';
import { ApiKeysService } from '../../../src/shops/api-keys.service.js';
import { AuthApp, Databases, DIALECTS, identityOf, PASSWORD, type Person, WIDGET_ORIGIN } from '../auth/auth-app.js';

describe.each(DIALECTS)('shops on %s', (dialect) => {
  let databases: Databases;
  let app: AuthApp;
  let shopId: string;
  let shopKey: string;
  let owner: Person;

  beforeAll(async () => {
    databases = await Databases.start(dialect);
    app = await AuthApp.start(await databases.create());
    ({ shopId, shopKey } = await app.shop());
    owner = await app.agent(shopId, 'owner');
  });
  afterAll(async () => {
    await app.stop();
    await databases.stop();
  });

  const register = (email: string, target = app) =>
    target.call('POST', '/v1/auth/register', { body: { email, password: PASSWORD, name: 'Ann', shop: 'Flowers' } });
  const change = (body: unknown) => app.call('PATCH', `/v1/shops/${shopId}`, { token: owner.token, body });

  it('registers a person with a shop of its own and signs in', async () => {
    const reply = await register('Ann@Flowers.example');
    const { token, agent } = reply.body as unknown as AgentSession;
    expect(reply.status).toBe(201);
    expect(agent).toMatchObject({
      email: 'ann@flowers.example',
      name: 'Ann',
      shops: [{ name: 'Flowers', role: 'owner' }],
    });
    expect(reply.cookie).not.toBe('');
    expect((await app.call('GET', `/v1/shops/${agent.shops[0]?.id ?? ''}`, { token })).status).toBe(200);
    await app.login('ann@flowers.example');
  });

  it('registers one of many who come with one e-mail at once, and leaves no shop without an owner', async () => {
    const shops = (): Promise<number> => app.database.read.getRepository(Shop).count();
    const before = await shops();
    const replies = await Promise.all(Array.from({ length: 4 }, () => register('race@flowers.example')));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    expect(replies.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'conflict',
      retryable: false,
      fields: ['email'],
    });
    expect(await shops()).toBe(before + 1);
  });

  it('registers nobody where sign-up is off', async () => {
    const closed = await AuthApp.start(await databases.create(), { ALLOW_SIGNUP: 'false' });
    expect(await register('ann@x.example', closed)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await closed.database.read.getRepository(Agent).count()).toBe(0);
    await closed.stop();
  });

  it('makes agents for the CLI, and adds a shop to one that is known', async () => {
    const agents = app.app.get(AgentsService);
    const other = await app.shop('Other');
    const person = { email: ' CLI@x.example', name: 'Cli', password: PASSWORD };
    const first = await agents.create({ ...person, shopId, role: 'agent' });
    const second = await agents.create({
      ...person,
      shopId: other.shopId,
      role: 'owner',
      password: 'never taken over',
    });
    expect(second.agentId).toBe(first.agentId);
    const { token } = await app.login('cli@x.example');
    const me = await app.call('GET', '/v1/auth/me', { token });
    expect(me.body.shops).toHaveLength(2);
    await expect(agents.create({ ...person, shopId, role: 'agent' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(agents.create({ ...person, shopId: 'unknown', role: 'agent' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('changes what is named and nothing else', async () => {
    const origins = ['https://shop.example', 'https://*.shop.example', 'http://localhost:3000'];
    const body = {
      name: ' Flowers & more ',
      origins,
      enforceIdentity: true,
      reopenDays: 0,
      color: '#aabbcc',
      locale: 'zh-CN',
    };
    const reply = await change(body);
    expect(reply.body).toEqual({ id: shopId, shopKey, ...body, name: 'Flowers & more', widgetOrigin: WIDGET_ORIGIN });
    expect((await change({ enforceIdentity: false })).body).toEqual({ ...reply.body, enforceIdentity: false });
    expect((await change({})).body).toEqual({ ...reply.body, enforceIdentity: false });
    expect(reply.text).not.toContain('sbi_');
  });

  it.each<[string, unknown]>([
    ['name', ''],
    ['name', null],
    ['name', 'two\nlines'],
    ['origins', ['https://shop.example/path']],
    ['origins', ["https://shop.example; script-src 'unsafe-inline'"]],
    ['origins', ['https://*.com']],
    ['origins', ['*']],
    ['origins', ['ftp://shop.example']],
    ['origins', 'https://shop.example'],
    ['origins', Array.from({ length: 21 }, (_, n) => `https://s${n}.example`)],
    ['enforceIdentity', 'true'],
    ['reopenDays', 1.5],
    ['reopenDays', -1],
    ['color', 'red'],
    ['locale', '../etc'],
    ['identitySecret', 'mine'],
    ['id', 'other'],
  ])('refuses %s = %j', async (field, value) => {
    expect(await change({ [field]: value })).toMatchObject({ status: 400, body: { code: 'invalid', fields: [field] } });
  });

  it('gives out a key once, keeps its hash, and ends it when it is revoked', async () => {
    const path = `/v1/shops/${shopId}/keys`;
    const made = await app.call('POST', path, { token: owner.token, body: { name: 'ERP', scopes: ['shop:read'] } });
    const key = String(made.body.apiKey);
    expect(key).toMatch(/^sbk_[\w-]{43}$/);
    const row = await app.database.read.getRepository(ApiKey).findOneByOrFail({ id: String(made.body.id) });
    expect(JSON.stringify(row)).not.toContain(key.slice(4));
    const list = await app.call('GET', path, { token: owner.token });
    expect(list.body.items).toContainEqual(
      expect.objectContaining({ id: made.body.id, name: 'ERP', scopes: ['shop:read'] }),
    );
    expect(list.text).not.toContain('hash');
    expect((await app.call('GET', `/v1/shops/${shopId}`, { token: key })).status).toBe(200);
    expect((await app.call('DELETE', `${path}/%E2%98%83`, { token: owner.token })).status).toBe(404);
    expect((await app.call('DELETE', `${path}/${String(made.body.id)}`, { token: owner.token })).status).toBe(204);
    expect((await app.call('GET', `/v1/shops/${shopId}`, { token: key })).status).toBe(401);
    expect((await app.call('DELETE', `${path}/${String(made.body.id)}`, { token: owner.token })).status).toBe(404);
    const wrong = await app.call('POST', path, { token: owner.token, body: { name: 'ERP', scopes: ['everything'] } });
    expect(wrong.body).toMatchObject({ code: 'invalid', fields: ['scopes'] });
  });

  it('makes no more than fifty keys', async () => {
    const { shopId: small } = await app.shop('Small');
    const keys = app.app.get(ApiKeysService);
    for (let n = 0; n < 50; n++) await keys.create({ shopId: small, name: 'K', scopes: ['shop:read'] });
    await expect(keys.create({ shopId: small, name: 'K', scopes: ['shop:read'] })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('rotates the identity secret: two are live, the third ends the first', async () => {
    const { shopId: id, shopKey: key, identitySecret } = await app.shop('Rotating');
    const { token } = await app.agent(id, 'owner');
    const path = `/v1/shops/${id}/identity-secret`;
    const arrive = async (secret: string): Promise<number> =>
      (
        await app.call('POST', '/v1/visitors', {
          body: { shopKey: key, identity: await identityOf(secret, { sub: 'u' }) },
        })
      ).status;
    const masked = await app.call('GET', path, { token });
    expect(masked.body).toEqual({ masked: `sbi_…${identitySecret.slice(-4)}`, previousVerifies: false });
    const second = String((await app.call('POST', path, { token })).body.identitySecret);
    expect([await arrive(identitySecret), await arrive(second)]).toEqual([200, 200]);
    const third = String((await app.call('POST', path, { token })).body.identitySecret);
    expect([await arrive(identitySecret), await arrive(second), await arrive(third)]).toEqual([401, 200, 200]);
    expect((await app.call('GET', path, { token })).body.previousVerifies).toBe(true);
  });
});
