// The people of a shop on both dialects: invited, joined, promoted, removed; a shop is never left without an owner.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { AccountEvents } from '../../../src/auth/account-events.js';
import type { ShopRole } from '../../../src/protocol/index.js';
import { AuthApp, Databases, DIALECTS, PASSWORD, type Person, type Reply } from '../auth/auth-app.js';

describe.each(DIALECTS)('people of a shop on %s', (dialect) => {
  let databases: Databases;
  let app: AuthApp;
  let shopId: string;
  let owner: Person;
  let mails = 0;

  beforeAll(async () => {
    databases = await Databases.start(dialect);
    app = await AuthApp.start(await databases.create());
  });
  beforeEach(async () => {
    ({ shopId } = await app.shop());
    owner = await app.agent(shopId, 'owner');
    app.release.calls.length = 0;
    app.release.fails = false;
  });
  afterAll(async () => {
    await app.stop();
    await databases.stop();
  });

  const newEmail = (): string => `invited-${++mails}@x.example`;
  const invite = (by: Person, email: string, role: ShopRole = 'agent'): Promise<Reply> =>
    app.call('POST', `/v1/shops/${shopId}/invitations`, { token: by.token, body: { email, role } });
  const tokenOf = ({ body }: Reply): string => String(body.link).replace(/.*\/invitations\//, '');
  const accept = (token: string, password = PASSWORD): Promise<Reply> =>
    app.call('POST', `/v1/invitations/${token}`, { body: { name: 'Ivy', password } });
  const remove = (by: Person, agent: string): Promise<Reply> =>
    app.call('DELETE', `/v1/shops/${shopId}/agents/${agent}`, { token: by.token });
  const setRole = (by: Person, agent: string, role: ShopRole): Promise<Reply> =>
    app.call('PATCH', `/v1/shops/${shopId}/agents/${agent}`, { token: by.token, body: { role } });
  const members = async (): Promise<{ id: string; role: ShopRole }[]> =>
    (await app.call('GET', `/v1/shops/${shopId}/agents`, { token: owner.token })).body.items as {
      id: string;
      role: ShopRole;
    }[];

  it('invites someone new, who joins with an own password and is signed in', async () => {
    const email = newEmail();
    const invited = await invite(owner, email.toUpperCase(), 'supervisor');
    expect(invited.status).toBe(201);
    expect(invited.body.link).toMatch(/^https:\/\/chat\.example\.com\/console#\/invitations\/[\w-]{43}$/);
    const info = await app.call('GET', `/v1/invitations/${tokenOf(invited)}`);
    expect(info.body).toEqual({ shop: { name: 'Shop' }, email, role: 'supervisor', registered: false });
    expect((await accept(tokenOf(invited), 'short')).body).toMatchObject({ code: 'invalid', fields: ['password'] });
    const joined = await accept(tokenOf(invited));
    expect(joined.body).toMatchObject({ agent: { email, name: 'Ivy', shops: [{ id: shopId, role: 'supervisor' }] } });
    expect(joined.cookie).not.toBe('');
    expect((await accept(tokenOf(invited))).status).toBe(404);
    await app.login(email);
  });

  it('invites someone who has an account: its password proves it, its name stays', async () => {
    const other = await app.shop('Other');
    const known = await app.agent(other.shopId, 'agent');
    const invited = await invite(owner, known.email);
    expect((await app.call('GET', `/v1/invitations/${tokenOf(invited)}`)).body.registered).toBe(true);
    expect((await accept(tokenOf(invited), 'not the password')).status).toBe(401);
    const joined = await accept(tokenOf(invited));
    expect(joined.body).toMatchObject({ agent: { id: known.id, name: 'Ann' } });
    expect(await members()).toContainEqual(expect.objectContaining({ id: known.id, role: 'agent' }));
    expect((await invite(owner, known.email)).body).toMatchObject({ code: 'conflict', retryable: false });
  });

  it('lets one of many who accept at once join', async () => {
    const invited = await invite(owner, newEmail());
    const replies = await Promise.all([1, 2, 3].map(() => accept(tokenOf(invited))));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    expect(await members()).toHaveLength(2);
  });

  it('replaces, takes back, and lets end what is not accepted', async () => {
    const email = newEmail();
    const [first, second] = [await invite(owner, email), await invite(owner, email)];
    expect((await accept(tokenOf(first))).status).toBe(404);
    const path = `/v1/shops/${shopId}/invitations`;
    const list = await app.call('GET', path, { token: owner.token });
    expect(list.body.items).toEqual([{ id: second.body.id, email, role: 'agent', expiresAt: second.body.expiresAt }]);
    expect((await app.call('DELETE', `${path}/%E2%98%83`, { token: owner.token })).status).toBe(404);
    expect((await app.call('DELETE', `${path}/${String(second.body.id)}`, { token: owner.token })).status).toBe(204);
    expect((await accept(tokenOf(second))).status).toBe(404);
    const late = await invite(owner, newEmail());
    app.clock.aheadMs += 7 * 24 * 3_600_000 + 1;
    expect((await accept(tokenOf(late))).status).toBe(404);
    expect((await app.call('GET', '/v1/invitations/unknown')).status).toBe(404);
    app.clock.aheadMs = 0;
  });

  it('lets nobody grant, change or take a role above their own', async () => {
    const [boss, hand] = [await app.agent(shopId, 'supervisor'), await app.agent(shopId, 'agent')];
    expect((await invite(boss, newEmail(), 'owner')).status).toBe(403);
    expect((await invite(boss, newEmail(), 'supervisor')).status).toBe(201);
    expect((await setRole(boss, hand.id, 'owner')).status).toBe(403);
    expect((await setRole(boss, owner.id, 'agent')).status).toBe(403);
    expect((await remove(boss, owner.id)).status).toBe(403);
    expect((await setRole(boss, hand.id, 'supervisor')).status).toBe(204);
    expect((await setRole(hand, boss.id, 'agent')).status).toBe(204);
    expect((await setRole(boss, hand.id, 'agent')).status).toBe(403);
  });

  it('ends what an agent sent out with the role that allowed it, so that nobody comes back by their own link', async () => {
    const second = await app.agent(shopId, 'owner');
    const [above, beside] = [await invite(second, newEmail(), 'owner'), await invite(owner, newEmail(), 'owner')];
    expect((await setRole(owner, second.id, 'supervisor')).status).toBe(204);
    expect((await accept(tokenOf(above))).status).toBe(404);
    expect((await accept(tokenOf(beside))).status).toBe(200);
    const kept = await invite(second, newEmail());
    expect((await setRole(owner, second.id, 'owner')).status).toBe(204);
    expect((await accept(tokenOf(kept))).status).toBe(200);
  });

  it('keeps the last owner', async () => {
    expect((await remove(owner, owner.id)).body).toMatchObject({ code: 'conflict', retryable: false });
    expect((await setRole(owner, owner.id, 'agent')).body).toMatchObject({ code: 'conflict', retryable: false });
    const second = await app.agent(shopId, 'owner');
    expect((await setRole(owner, owner.id, 'agent')).status).toBe(204);
    expect((await remove(second, second.id)).status).toBe(409);
  });

  it('keeps an owner when two remove, or demote, each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const second = await app.agent(shopId, 'owner');
      const replies =
        round % 2 === 0
          ? await Promise.all([remove(owner, second.id), remove(second, owner.id)])
          : await Promise.all([setRole(owner, second.id, 'agent'), setRole(second, owner.id, 'agent')]);
      expect(replies.filter(({ status }) => status === 204)).toHaveLength(1);
      const [row] = await app.database.rows<{ n: number | string }>(
        "SELECT COUNT(*) AS n FROM membership WHERE shop_id = ? AND role = 'owner'",
        [shopId],
      );
      expect(Number(row?.n)).toBe(1);
      if (replies[1].status === 204) owner = second;
    }
  });

  it('takes a removed agent out at once, frees its conversations, and ends what it sent out', async () => {
    const boss = await app.agent(shopId, 'supervisor');
    const invited = await invite(boss, newEmail());
    const path = `/v1/shops/${shopId}/agents`;
    expect((await remove(owner, boss.id)).status).toBe(204);
    expect((await app.call('GET', path, { token: boss.token })).status).toBe(404);
    expect(app.release.calls).toEqual([{ shopId, agentId: boss.id, by: { id: owner.id, name: 'Ann' } }]);
    expect((await accept(tokenOf(invited))).status).toBe(404);
    expect(await members()).toHaveLength(1);
    expect((await remove(owner, boss.id)).status).toBe(404);
    expect(await app.database.rows("SELECT id FROM due_job WHERE kind = 'agent.release'")).toEqual([]);
  });

  it('frees the conversations later when that fails at first, unless the agent is back', async () => {
    const [gone, back] = [await app.agent(shopId, 'agent'), await app.agent(shopId, 'agent')];
    app.release.fails = true;
    expect([(await remove(owner, gone.id)).status, (await remove(owner, back.id)).status]).toEqual([204, 204]);
    const invited = await invite(owner, back.email);
    expect((await accept(tokenOf(invited))).status).toBe(200);
    app.release.fails = false;
    app.clock.aheadMs = 11_000;
    await app.jobs.look();
    app.clock.aheadMs = 0;
    expect(app.release.calls.map(({ agentId }) => agentId)).toEqual([gone.id]);
  });

  it('shows what an agent chose, and says so in this process', async () => {
    const heard: unknown[] = [];
    const stop = app.app.get(AccountEvents).onStateChanged((change) => heard.push(change));
    const show = (state: unknown) => app.call('PUT', '/v1/agents/me/presence', { token: owner.token, body: { state } });
    expect((await show('busy')).body).toEqual({ state: 'busy' });
    expect((await members())[0]).toMatchObject({ id: owner.id, state: 'busy' });
    expect((await show('offline')).body).toMatchObject({ code: 'invalid', fields: ['state'] });
    expect(heard).toEqual([{ agentId: owner.id, state: 'busy', shops: [shopId] }]);
    stop();
  });
});
