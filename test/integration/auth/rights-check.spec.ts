// The regular look at rights, on both dialects: many at once, each end of a right is seen, and an error is an error.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { AccountEvents } from '../../../src/auth/account-events.js';
import { PrincipalService } from '../../../src/auth/principal.service.js';
import { SignInCleanup } from '../../../src/auth/sign-in-cleanup.service.js';
import { newId } from '../../../src/common/ids.js';
import type { AgentPrincipal } from '../../../src/common/principal.js';
import { Customer, LoginAttempt, RefreshFamily, RefreshToken, Shop } from '../../../src/persistence/entities/index.js';
import { AuthApp, Databases, DIALECTS, type Person } from './auth-app.js';

describe.each(DIALECTS)('the look at rights on %s', (dialect) => {
  let databases: Databases;
  let app: AuthApp;
  let sut: PrincipalService;
  let shopId: string;

  beforeAll(async () => {
    databases = await Databases.start(dialect);
    app = await AuthApp.start(await databases.create());
    sut = app.app.get(PrincipalService);
    ({ shopId } = await app.shop());
  });
  afterAll(async () => {
    await app.stop();
    await databases.stop();
  });

  const principalOf = async ({ token }: Person): Promise<AgentPrincipal> =>
    (await sut.authenticate(token)).principal as AgentPrincipal;
  const rightsOf = async (principal: AgentPrincipal): Promise<unknown> =>
    (await sut.checkAgents([principal])).get(principal.family);

  it('answers for many agents at once, each with its shops, unknown ones as gone', async () => {
    const other = await app.shop('Other');
    const ann = await app.agent(shopId, 'owner');
    const bob = await app.agent(other.shopId, 'agent');
    const known = [await principalOf(ann), await principalOf(bob)];
    const unknown = Array.from({ length: 1_200 }, () => ({ id: newId(), family: newId() }));
    const found = await sut.checkAgents([...unknown.slice(0, 600), ...known, ...unknown.slice(600)]);
    expect(found.size).toBe(1_202);
    expect(found.get(known[0]?.family ?? '')).toEqual({ name: 'Ann', shops: new Map([[shopId, 'owner']]) });
    expect(found.get(known[1]?.family ?? '')).toEqual({ name: 'Ann', shops: new Map([[other.shopId, 'agent']]) });
    expect([...found.values()].filter((rights) => rights === 'gone')).toHaveLength(1_200);
  });

  it('sees a changed role, a removal and the end of a sign-in, and says so in this process at once', async () => {
    const owner = await app.agent(shopId, 'owner');
    const ann = await app.agent(shopId, 'agent');
    const principal = await principalOf(ann);
    const heard: string[] = [];
    const stop = app.app.get(AccountEvents).onRightsChanged(({ kind, id }) => heard.push(`${kind} ${id}`));
    const path = `/v1/shops/${shopId}/agents/${ann.id}`;
    await app.call('PATCH', path, { token: owner.token, body: { role: 'supervisor' } });
    expect(await rightsOf(principal)).toMatchObject({ shops: new Map([[shopId, 'supervisor']]) });
    await app.call('DELETE', path, { token: owner.token });
    expect(await rightsOf(principal)).toMatchObject({ shops: new Map() });
    await app.call('POST', '/v1/auth/logout', { cookie: ann.cookie });
    expect(await rightsOf(principal)).toBe('gone');
    expect(heard).toEqual([`agent ${ann.id}`, `agent ${ann.id}`, `agent ${ann.id}`]);
    stop();
  });

  it('tells customers that are fine, without a row, blocked, claimed, or unsigned where that is not taken', async () => {
    const strict = await app.shop('Strict');
    const make = async (row: Partial<Customer>): Promise<string> => {
      const id = newId();
      const empty = {
        externalId: null,
        name: 'Zoe',
        email: null,
        phone: null,
        attributes: null,
        blockedAt: null,
        claimedBy: null,
      };
      await app.database.transaction((manager) =>
        manager.getRepository(Customer).insert({ ...empty, id, shopId, createdAt: 1, ...row }),
      );
      return id;
    };
    await app.database.transaction((manager) =>
      manager.getRepository(Shop).update({ id: strict.shopId }, { enforceIdentity: 1 }),
    );
    const [fine, none, blocked, unsigned, signed] = [
      await make({}),
      newId(),
      await make({ blockedAt: 1 }),
      newId(),
      newId(),
    ];
    const claimed = await make({ claimedBy: fine });
    const of = (id: string, shop = shopId, verified = false): { id: string; shop: string; verified: boolean } => ({
      id,
      shop,
      verified,
    });
    const found = await sut.checkCustomers([
      ...[fine, none, blocked, claimed].map((id) => of(id)),
      of(unsigned, strict.shopId),
      of(signed, strict.shopId, true),
    ]);
    expect(Object.fromEntries(found)).toEqual({
      [fine]: { name: 'Zoe', exists: true, aliases: [claimed] },
      [none]: { name: null, exists: false, aliases: [] },
      [blocked]: 'blocked',
      [claimed]: 'gone',
      [unsigned]: 'gone',
      [signed]: { name: null, exists: false, aliases: [] },
    });
  });

  it('lets an error of the database through: what cannot be confirmed is no answer', async () => {
    const other = await AuthApp.start(await databases.create());
    const { shopId: shop } = await other.shop();
    const { token } = await other.agent(shop, 'agent');
    const service = other.app.get(PrincipalService);
    await other.database.close();
    await expect(service.checkAgents([{ id: newId(), family: newId() }])).rejects.toThrow();
    await expect(service.checkCustomers([{ id: newId(), shop, verified: true }])).rejects.toThrow();
    const reply = await other.call('GET', '/v1/auth/me', { token });
    expect(reply.status).toBeGreaterThanOrEqual(500);
    // A file that was closed is no database that went away; a pool that was closed looks the same as one.
    if (dialect === 'mariadb')
      expect(reply).toMatchObject({ status: 503, body: { code: 'unavailable', retryable: true } });
    await other.app.close();
  });

  it('sweeps what has ended and nothing else, and comes again', async () => {
    const ann = await app.agent(shopId, 'agent');
    await app.call('POST', '/v1/auth/login', { body: { email: ann.email, password: 'wrong' } });
    const count = async (): Promise<number[]> =>
      Promise.all(
        [RefreshFamily, RefreshToken, LoginAttempt].map((entity) => app.database.read.getRepository(entity).count()),
      );
    const before = await count();
    await app.app.get(SignInCleanup).sweep();
    expect(await count()).toEqual(before);
    app.clock.aheadMs += 31 * 24 * 3_600_000;
    await app.jobs.look();
    expect(await count()).toEqual([0, 0, 0]);
    const [job] = await app.database.rows<{ due_at: number | string }>(
      "SELECT due_at FROM due_job WHERE kind = 'sign-in.cleanup'",
    );
    expect(Number(job?.due_at)).toBeGreaterThan(app.clock.now());
  });

  it('makes one job of it, however many nodes start at the same moment', async () => {
    const kind = "kind = 'sign-in.cleanup'";
    await app.database.transaction((manager) => manager.query(`DELETE FROM due_job WHERE ${kind}`));
    const cleanup = app.app.get(SignInCleanup);
    await Promise.all(Array.from({ length: 5 }, () => cleanup.onApplicationBootstrap()));
    expect(await app.database.rows(`SELECT id FROM due_job WHERE ${kind}`)).toHaveLength(1);
  });
});
