// Shoppers on both dialects: anonymous, signed by the shop, claimed once and for ever, blocked; and never one for another.

import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PrincipalService } from '../../../src/auth/principal.service.js';
import { newId } from '../../../src/common/ids.js';
import type { CustomerPrincipal } from '../../../src/common/principal.js';
import { Conversation, Customer, Shop } from '../../../src/persistence/entities/index.js';
import type { VisitorSession } from '../../../src/protocol/index.js';
import type { NewShop } from '../../../src/shops/shops.service.js';
import { AuthApp, Databases, DIALECTS, identityOf, type Reply, WIDGET_ORIGIN } from './auth-app.js';

describe.each(DIALECTS)('shoppers on %s', (dialect) => {
  let databases: Databases;
  let app: AuthApp;
  let shop: NewShop;
  let numbers = 0;

  beforeAll(async () => {
    databases = await Databases.start(dialect);
    app = await AuthApp.start(await databases.create());
    shop = await app.shop();
  });
  afterAll(async () => {
    await app.stop();
    await databases.stop();
  });

  const call = (body: Record<string, unknown>, origin?: string): Promise<Reply> =>
    app.call('POST', '/v1/visitors', { body: { shopKey: shop.shopKey, ...body }, ...(origin ? { origin } : {}) });
  const arrive = async (body: Record<string, unknown> = {}): Promise<VisitorSession> => {
    const reply = await call(body);
    if (reply.status !== 200) throw new Error(reply.text);
    return reply.body as unknown as VisitorSession;
  };
  const sign = (claims: Record<string, unknown>, secret = shop.identitySecret): Promise<string> =>
    identityOf(secret, claims);
  const sub = (): string => `user-${newId()}`;
  const authenticate = async (token: string): Promise<CustomerPrincipal> =>
    (await app.app.get(PrincipalService).authenticate(token)).principal as CustomerPrincipal;
  const refused = (token: string): Promise<unknown> =>
    authenticate(token).then(
      () => 'passed',
      (error: unknown) => (error as { code: string }).code,
    );

  /** What the first event does: the row and an active conversation. */
  async function firstEvent(customer: CustomerPrincipal, active = true): Promise<string> {
    const id = newId();
    const profile = customer.profile ?? { externalId: null, name: null, email: null, phone: null, attributes: null };
    await app.database.transaction(async (manager) => {
      const row = {
        id: customer.id,
        shopId: customer.shop,
        ...profile,
        blockedAt: null,
        claimedBy: null,
        createdAt: 1,
      };
      if (!(await manager.getRepository(Customer).existsBy({ id: customer.id })))
        await manager.getRepository(Customer).insert(row);
      await manager.getRepository(Conversation).insert({
        ...EMPTY,
        id,
        shopId: customer.shop,
        customerId: customer.id,
        activeCustomer: active ? customer.id : null,
        number: ++numbers,
      });
    });
    return id;
  }
  const conversation = (id: string): Promise<Conversation> =>
    app.database.read.getRepository(Conversation).findOneByOrFail({ id });
  const customers = (): Promise<number> => app.database.read.getRepository(Customer).count();

  it('recognises a visitor by its token without writing a row', async () => {
    const before = await customers();
    const first = await arrive();
    const again = await arrive({ visitorToken: first.visitorToken });
    expect(again.customer).toEqual(first.customer);
    expect(again.visitorToken).toBe(first.visitorToken);
    expect((await arrive()).customer.id).not.toBe(first.customer.id);
    expect(first.customer.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first).toMatchObject({ expiresIn: 600_000, customer: { verified: false, name: null }, conversation: null });
    expect(first.shop).toEqual({ id: shop.shopId, name: 'Shop', color: '#2563eb', locale: 'en' });
    expect(await customers()).toBe(before);
  });

  it('takes one token in two shops for two shoppers', async () => {
    const other = await app.shop('Other');
    const { visitorToken, customer } = await arrive();
    const there = await arrive({ shopKey: other.shopKey, visitorToken });
    expect(there.visitorToken).toBe(visitorToken);
    expect(there.customer.id).not.toBe(customer.id);
  });

  it('makes a new token for one that we never made', async () => {
    const { visitorToken } = await arrive({ visitorToken: 'guessed' });
    expect(visitorToken).toMatch(/^sbv_[\w-]{43}$/);
  });

  it('answers the widget and programs, no other page, and knows its shops', async () => {
    expect((await call({}, WIDGET_ORIGIN)).status).toBe(200);
    for (const origin of ['https://chat.example.com', 'https://shop.example', 'null']) {
      expect(await call({}, origin)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    for (const shopKey of ['unknown', '☃']) expect((await call({ shopKey })).status).toBe(404);
  });

  it('carries the profile of a signed shopper until its first event, and knows it from then on', async () => {
    const who = sub();
    const claims = { sub: ` ${who} `, name: '小明', email: 'Ming@X.example', attributes: { vip: true, orders: 3 } };
    const session = await arrive({ identity: await sign(claims) });
    expect(session.customer).toMatchObject({
      name: '小明',
      verified: true,
      email: 'ming@x.example',
      attributes: { vip: true, orders: 3 },
    });
    const principal = await authenticate(session.token);
    expect(principal).toMatchObject({ verified: true, name: '小明', profile: { externalId: who } });
    await firstEvent(principal);
    const later = await arrive({ identity: await sign({ sub: who, name: 'Ming' }) });
    expect(later.customer).toEqual({ ...session.customer, name: 'Ming' });
    expect((await authenticate(later.token)).profile).toBeUndefined();
  });

  it('takes both secrets of a rotation', async () => {
    const previousIdentitySecret = 'previous-secret-previous-secret';
    await app.database.transaction((manager) =>
      manager.getRepository(Shop).update({ id: shop.shopId }, { previousIdentitySecret }),
    );
    const who = sub();
    const [a, b] = [
      await arrive({ identity: await sign({ sub: who }) }),
      await arrive({ identity: await sign({ sub: who }, previousIdentitySecret) }),
    ];
    expect(a.customer.id).toBe(b.customer.id);
  });

  it('ends a token no later than the identity', async () => {
    const session = await arrive({ identity: await identityOf(shop.identitySecret, { sub: sub() }, 60) });
    expect(session.expiresIn).toBeLessThanOrEqual(60_000);
  });

  it('refuses identities that are forged, unsigned, ended, of another shop or out of bounds', async () => {
    const other = await app.shop('Other');
    const key = new TextEncoder().encode(shop.identitySecret);
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(`{"sub":"a","exp":${Date.now()}}`).toString('base64url')}.`;
    const bad = [
      await sign({ sub: 'a' }, 'some other secret of somebody'),
      await sign({ sub: 'a' }, other.identitySecret),
      await identityOf(shop.identitySecret, { sub: 'a' }, -1),
      await new SignJWT({ sub: 'a' }).setProtectedHeader({ alg: 'HS256' }).sign(key),
      await new SignJWT({ sub: 'a' }).setProtectedHeader({ alg: 'HS512' }).setExpirationTime('1h').sign(key),
      none,
      'nonsense',
    ];
    for (const identity of bad)
      expect(await call({ identity })).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    const outOfBounds = [
      await identityOf(shop.identitySecret, { sub: 'a' }, 25 * 3600),
      await sign({ sub: ' ' }),
      await sign({ sub: 'x'.repeat(256) }),
      await sign({ sub: 'a', name: 'x'.repeat(121) }),
      await sign({ sub: 'a', name: 5 }),
      await sign({ sub: 'a', attributes: { nested: {} } }),
      await sign({
        sub: 'a',
        attributes: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`k${n}`, 'v'.repeat(499)])),
      }),
    ];
    for (const identity of outOfBounds)
      expect(await call({ identity })).toMatchObject({ status: 400, body: { code: 'invalid' } });
  });

  it('moves a visitor with its conversations to the customer that signs in, and starts whoever holds the old token anew', async () => {
    const visitor = await arrive();
    const open = await firstEvent(await authenticate(visitor.token));
    const who = sub();
    const session = await arrive({
      visitorToken: visitor.visitorToken,
      identity: await sign({ sub: who, name: 'Ann' }),
    });
    expect(session.visitorToken).not.toBe(visitor.visitorToken);
    expect(await conversation(open)).toMatchObject({
      customerId: session.customer.id,
      activeCustomer: session.customer.id,
      version: 2,
    });
    expect(await authenticate(session.token)).toMatchObject({ name: 'Ann', aliases: [visitor.customer.id] });
    expect(await refused(visitor.token)).toBe('unauthorized');
    const anew = await arrive({ visitorToken: visitor.visitorToken });
    expect(anew.visitorToken).not.toBe(visitor.visitorToken);
    expect([visitor.customer.id, session.customer.id]).not.toContain(anew.customer.id);
    const elsewhere = await arrive({ identity: await sign({ sub: who }) });
    expect(elsewhere.customer.id).toBe(session.customer.id);
  });

  it('claims a visitor once: a second customer gets nothing of it', async () => {
    const visitor = await arrive();
    const open = await firstEvent(await authenticate(visitor.token));
    const first = await arrive({ visitorToken: visitor.visitorToken, identity: await sign({ sub: sub() }) });
    const second = await arrive({ visitorToken: visitor.visitorToken, identity: await sign({ sub: sub() }) });
    expect((await conversation(open)).customerId).toBe(first.customer.id);
    expect((await authenticate(second.token)).aliases).toEqual([]);
  });

  it('lets one of many that claim at the same moment have it', async () => {
    const visitor = await arrive();
    const open = await firstEvent(await authenticate(visitor.token));
    const identities = await Promise.all(Array.from({ length: 5 }, () => sign({ sub: sub() })));
    const sessions = await Promise.all(
      identities.map((identity) => arrive({ visitorToken: visitor.visitorToken, identity })),
    );
    const principals = await Promise.all(sessions.map(({ token }) => authenticate(token)));
    const owners = principals.filter(({ aliases }) => aliases.includes(visitor.customer.id));
    expect(owners.map(({ id }) => id)).toEqual([(await conversation(open)).customerId]);
  });

  it('supersedes the conversation of a visitor where the customer has an active one', async () => {
    const who = sub();
    const known = await arrive({ identity: await sign({ sub: who }) });
    const own = await firstEvent(await authenticate(known.token));
    const visitor = await arrive();
    const principal = await authenticate(visitor.token);
    const [open, old] = [await firstEvent(principal), await firstEvent(principal, false)];
    await arrive({ visitorToken: visitor.visitorToken, identity: await sign({ sub: who }) });
    const id = known.customer.id;
    expect(await conversation(own)).toMatchObject({ customerId: id, activeCustomer: id, version: 1 });
    expect(await conversation(open)).toMatchObject({ customerId: id, activeCustomer: null });
    expect(await conversation(old)).toMatchObject({ customerId: id, activeCustomer: null });
  });

  it('never claims a shopper of another shop', async () => {
    const other = await app.shop('Other');
    const visitor = await arrive({ shopKey: other.shopKey });
    const open = await firstEvent(await authenticate(visitor.token));
    await arrive({ visitorToken: visitor.visitorToken, identity: await sign({ sub: sub() }) });
    expect((await conversation(open)).customerId).toBe(visitor.customer.id);
  });

  it('keeps the visitor token of one that has said nothing yet', async () => {
    const visitor = await arrive();
    const session = await arrive({ visitorToken: visitor.visitorToken, identity: await sign({ sub: sub() }) });
    expect(session.visitorToken).toBe(visitor.visitorToken);
    expect(session.customer.id).not.toBe(visitor.customer.id);
  });

  it('answers blocked to blocked shoppers, and claims none of them', async () => {
    const visitor = await arrive();
    const open = await firstEvent(await authenticate(visitor.token));
    await app.database.transaction((manager) =>
      manager.getRepository(Customer).update({ id: visitor.customer.id }, { blockedAt: 1 }),
    );
    expect(await call({ visitorToken: visitor.visitorToken })).toMatchObject({
      status: 403,
      body: { code: 'blocked' },
    });
    expect(await refused(visitor.token)).toBe('blocked');
    await arrive({ visitorToken: visitor.visitorToken, identity: await sign({ sub: sub() }) });
    expect((await conversation(open)).customerId).toBe(visitor.customer.id);
  });

  it('takes signed shoppers only once the shop enforces it, also on tokens given out before', async () => {
    const strict = await app.shop('Strict');
    const before = await arrive({ shopKey: strict.shopKey });
    await app.database.transaction((manager) =>
      manager.getRepository(Shop).update({ id: strict.shopId }, { enforceIdentity: 1 }),
    );
    expect(await call({ shopKey: strict.shopKey })).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(await refused(before.token)).toBe('unauthorized');
    const identity = await sign({ sub: sub() }, strict.identitySecret);
    expect((await arrive({ shopKey: strict.shopKey, identity })).customer.verified).toBe(true);
  });
});

const EMPTY = {
  status: 'open',
  snoozedUntil: null,
  assigneeId: null,
  priority: 'normal',
  tags: [],
  lastSeq: 1,
  lastPublicSeq: 1,
  lastEventAt: 1,
  customerCount: 1,
  shopCount: 0,
  waitingSince: null,
  firstReplyAt: null,
  resolvedAt: null,
  previewSeq: 0,
  previewBy: null,
  previewText: null,
  previewAt: null,
  version: 1,
  createdAt: 1,
  changedAt: 1,
} satisfies Partial<Conversation>;
