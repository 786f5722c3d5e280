// Every call about a shop, made by who has no right there: another shop is `not_found`, a lacking right `forbidden`,
// a missing sign-in `unauthorized`; and the same for each role as the matrix says.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Action, grantOf, type KeyScope, SHOP_ROLES, type ShopRole } from '../../../src/protocol/index.js';
import { ApiKeysService } from '../../../src/shops/api-keys.service.js';
import type { NewShop } from '../../../src/shops/shops.service.js';
import { AuthApp, Databases, DIALECTS, type Person } from '../auth/auth-app.js';

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
interface Route {
  method: Method;
  /** Below `/v1/shops/:id`; `ID` stands for the id of something of the shop that does not exist. */
  path: string;
  action: Action;
  body?: unknown;
  keys?: boolean;
  /** Answer to who has the right. */
  ok: number;
}

const ID = '01930000-0000-7000-8000-00000000dead';
const ROUTES: Route[] = [
  { method: 'GET', path: '', action: 'shop.read', ok: 200, keys: true },
  { method: 'PATCH', path: '', action: 'shop.change', body: { reopenDays: 7 }, ok: 200 },
  { method: 'GET', path: '/agents', action: 'agent.list', ok: 200, keys: true },
  { method: 'PATCH', path: `/agents/${ID}`, action: 'agent.invite', body: { role: 'agent' }, ok: 404 },
  { method: 'DELETE', path: `/agents/${ID}`, action: 'agent.remove', ok: 404 },
  {
    method: 'POST',
    path: '/invitations',
    action: 'agent.invite',
    body: { email: 'new@x.example', role: 'agent' },
    ok: 201,
  },
  { method: 'GET', path: '/invitations', action: 'agent.invite', ok: 200 },
  { method: 'DELETE', path: `/invitations/${ID}`, action: 'agent.invite', ok: 404 },
  { method: 'POST', path: '/keys', action: 'key.manage', body: { name: 'K', scopes: ['shop:read'] }, ok: 201 },
  { method: 'GET', path: '/keys', action: 'key.manage', ok: 200 },
  { method: 'DELETE', path: `/keys/${ID}`, action: 'key.manage', ok: 404 },
  { method: 'GET', path: '/identity-secret', action: 'shop.secrets', ok: 200 },
  { method: 'POST', path: '/identity-secret', action: 'shop.secrets', ok: 201 },
];

describe.each(DIALECTS)('tenants on %s', (dialect) => {
  let databases: Databases;
  let app: AuthApp;
  let shop: NewShop;
  let foreign: NewShop;
  const people = new Map<ShopRole, Person>();
  let foreignOwner: Person;
  let customer: string;

  beforeAll(async () => {
    databases = await Databases.start(dialect);
    app = await AuthApp.start(await databases.create());
    shop = await app.shop('Ours');
    foreign = await app.shop('Theirs');
    for (const role of SHOP_ROLES) people.set(role, await app.agent(shop.shopId, role));
    foreignOwner = await app.agent(foreign.shopId, 'owner');
    customer = String((await app.call('POST', '/v1/visitors', { body: { shopKey: shop.shopKey } })).body.token);
  });
  afterAll(async () => {
    await app.stop();
    await databases.stop();
  });

  const call = ({ method, path, body }: Route, token?: string, shopId = shop.shopId) =>
    app.call(method, `/v1/shops/${shopId}${path}`, { token, body });
  const keyOf = async (...scopes: KeyScope[]): Promise<string> =>
    (await app.app.get(ApiKeysService).create({ shopId: shop.shopId, name: 'K', scopes })).apiKey;

  it.each(ROUTES)('$method $path is given to the roles of the matrix', async (route) => {
    for (const role of SHOP_ROLES) {
      const { status } = await call(route, people.get(role)?.token);
      expect([role, status]).toEqual([role, grantOf(role, route.action) === undefined ? 403 : route.ok]);
    }
  });

  it.each(ROUTES)('$method $path of another shop looks like one that does not exist', async (route) => {
    const theirs = await call(route, foreignOwner.token);
    const nobodys = await call(route, foreignOwner.token, ID);
    expect(theirs).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(theirs.text).toBe(nobodys.text);
  });

  it.each(ROUTES)('$method $path needs a sign-in of an agent, or a key with the scope', async (route) => {
    expect((await call(route)).status).toBe(401);
    expect((await call(route, customer)).status).toBe(403);
    expect((await call(route, 'sbk_unknown')).status).toBe(401);
    expect((await call(route, await keyOf('conversations:read', 'conversations:write'))).status).toBe(403);
    const scoped = await keyOf('shop:read');
    expect((await call(route, scoped)).status).toBe(route.keys ? route.ok : 403);
    if (route.keys) expect((await call(route, scoped, foreign.shopId)).status).toBe(404);
  });

  it('finds nothing of another shop by an id', async () => {
    const owner = people.get('owner')?.token;
    const key = await app.app.get(ApiKeysService).create({ shopId: foreign.shopId, name: 'K', scopes: ['shop:read'] });
    const body = { email: 'x@x.example', role: 'agent' };
    const invited = await app.call('POST', `/v1/shops/${foreign.shopId}/invitations`, {
      token: foreignOwner.token,
      body,
    });
    const tries: [Method, string, unknown?][] = [
      ['DELETE', `/keys/${key.id}`],
      ['DELETE', `/invitations/${String(invited.body.id)}`],
      ['DELETE', `/agents/${foreignOwner.id}`],
      ['PATCH', `/agents/${foreignOwner.id}`, { role: 'agent' }],
    ];
    for (const [method, path, change] of tries) {
      const reply = await app.call(method, `/v1/shops/${shop.shopId}${path}`, { token: owner, body: change });
      expect([path, reply.status]).toEqual([path, 404]);
    }
    expect((await app.call('GET', `/v1/shops/${foreign.shopId}`, { token: key.apiKey })).status).toBe(200);
    const lists = await Promise.all(
      ['/agents', '/keys', '/invitations'].map((path) =>
        app.call('GET', `/v1/shops/${shop.shopId}${path}`, { token: owner }),
      ),
    );
    for (const { text } of lists)
      for (const id of [foreignOwner.id, key.id, String(invited.body.id)]) expect(text).not.toContain(id);
  });
});
