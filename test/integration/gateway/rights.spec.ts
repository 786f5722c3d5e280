// Rights that end while somebody is connected, tokens that end, and what belongs to others: nothing is shown for longer.

import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { PASSWORD, type TestApp } from '../../support/app.js';
import { DIALECTS } from '../../support/databases.js';
import { acked, Stage, type Talk, textOf } from '../../support/gateway-stage.js';
import type { Probe } from '../../support/probe.js';
import { endingIn } from '../../support/tokens.js';

/** P6: nothing later than 10 s after a right ended. */
const ENDS = { waitMs: 10_000 };

describe.each(DIALECTS)('on %s', (dialect) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.start(dialect, { LIMIT_FRAMES_PER_SECOND: '0' });
  });
  afterAll(() => stage.stop());

  /** An agent who watches a talk, its list, and has shown that it does. */
  async function watching(talk: Talk, token: string): Promise<Probe> {
    const agent = await stage.join(token, { watch: { [talk.conversation]: 0 }, inbox: {} }, ENDS);
    await agent.next('event', (event) => textOf(event) === 'hello');
    return agent;
  }

  it.concurrent(
    'an agent who is removed from the only shop is closed with 4503 and may not come back; others go on',
    async () => {
      const talk = await stage.talk();
      const { agentId, token } = await stage.app.agent(stage.shop.shopId);
      const agent = await watching(talk, token);
      const colleague = await watching(talk, stage.shop.token);
      const path = `/v1/shops/${stage.shop.shopId}/agents/${agentId}`;
      expect((await stage.app.call('DELETE', path, undefined, stage.shop.token)).status).toBe(204);
      expect((await agent.close()).code).toBe(4503);
      await talk.shopper.send('after it', talk.conversation);
      await colleague.next('event', (event) => textOf(event) === 'after it');
      expect(JSON.stringify(agent.frames)).not.toContain('after it');
    },
  );

  it.concurrent('an agent who is removed from one of two shops sees the other one only', async () => {
    const other = await stage.app.shop('Other');
    const [left, kept] = [await stage.talk(), await stage.talk({}, other)];
    const { agentId, token } = await stage.app.agent(stage.shop.shopId);
    const membership = 'INSERT INTO membership (shop_id, agent_id, role, created_at) VALUES (?, ?, ?, 0)';
    await stage.sql(membership, [other.shopId, agentId, 'agent']);
    const agent = await watching(left, token);
    agent.say('watch', { conversations: { [kept.conversation]: 0 } });
    await agent.next('event', (event) => event.conversation === kept.conversation);
    await stage.app.call('DELETE', `/v1/shops/${stage.shop.shopId}/agents/${agentId}`, undefined, stage.shop.token);
    expect(await agent.next('error', ({ of }) => of === 'watch')).toMatchObject({
      code: 'not_found',
      conversation: left.conversation,
    });
    await left.shopper.send('no more', left.conversation);
    await kept.shopper.send('still mine', kept.conversation);
    await agent.next('event', (event) => textOf(event) === 'still mine');
    await agent.next('inbox', ({ upserts }) => upserts.some(({ lastMessage }) => lastMessage?.text === 'still mine'));
    agent.say('sync', { conversation: left.conversation });
    expect(await agent.next('error', ({ of }) => of === 'sync')).toMatchObject({ code: 'not_found' });
    expect(JSON.stringify(agent.frames)).not.toContain('no more');
  });

  it.concurrent('a right that ended behind the server’s back ends within 10 s', async () => {
    const talk = await stage.talk();
    const { agentId, token } = await stage.app.agent(stage.shop.shopId);
    const agent = await watching(talk, token);
    await stage.sql('DELETE FROM membership WHERE agent_id = ?', [agentId]);
    expect((await agent.close()).code).toBe(4503);
  });

  it.concurrent('a customer who is blocked is closed with 4503, and its next hello too', async () => {
    const { shopper, visitor, conversation } = await stage.talk();
    const second = await stage.join(visitor.token);
    await stage.app.post(`/v1/customers/${visitor.customer.id}/block`, {}, stage.shop.token);
    for (const probe of [shopper, second]) expect((await probe.close()).code).toBe(4503);
    const again = await stage.knock({ token: visitor.token, device: 'd', watch: { [conversation]: 0 } });
    expect((await again.close()).code).toBe(4503);
    expect(again.of('error')).toMatchObject([{ code: 'blocked' }]);
    await stage.app.post(`/v1/customers/${visitor.customer.id}/unblock`, {}, stage.shop.token);
    const back = await stage.join(visitor.token);
    acked(await back.send('thank you', conversation));
  });

  it.concurrent('a customer who is blocked behind the server’s back is closed within 10 s', async () => {
    const { shopper, visitor } = await stage.talk(ENDS);
    await stage.sql('UPDATE customer SET blocked_at = 1 WHERE id = ?', [visitor.customer.id]);
    expect((await shopper.close()).code).toBe(4503);
  });

  it.concurrent('a sign-out everywhere closes all sockets of the agent, and no one else’s', async () => {
    const { email, token } = await stage.app.agent(stage.shop.shopId);
    const { token: other, cookie } = await signIn(stage.app, email);
    const agents = [await stage.join(token, {}, ENDS), await stage.join(other, {}, ENDS)];
    const colleague = await stage.join(stage.shop.token);
    const answer = await stage.app.call('POST', '/v1/auth/logout', { everywhere: true }, undefined, { cookie });
    expect(answer.status).toBe(204);
    for (const agent of agents) expect((await agent.close()).code).toBe(4503);
    expect(colleague.closed).toBeNull();
    const again = await stage.knock({ token, device: 'd' });
    expect((await again.close()).code).toBe(4500);
  });

  it.concurrent('a sign-out here closes the sockets of this sign-in only', async () => {
    const { email, token } = await stage.app.agent(stage.shop.shopId);
    const { token: here, cookie } = await signIn(stage.app, email);
    const [left, kept] = [await stage.join(here, {}, ENDS), await stage.join(token)];
    await stage.app.call('POST', '/v1/auth/logout', {}, undefined, { cookie });
    expect((await left.close()).code).toBe(4503);
    kept.say('ping', {});
    await kept.next('pong');
  });
});

describe('a token', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start('sqlite', { LIMIT_FRAMES_PER_SECOND: '0' });
  });
  afterAll(() => stage.stop());

  it.concurrent('that ends in 59 s is told at once; a new one prolongs, and is not told of', async () => {
    const { token } = await stage.app.visitor(stage.shop.shopKey);
    const probe = await stage.join(await endingIn(stage.app, token, 59));
    const { inMs } = await probe.next('expiring');
    expect(inMs).toBeGreaterThan(50_000);
    expect(inMs).toBeLessThanOrEqual(60_000);
    probe.say('refresh', { token });
    expect((await probe.next('refreshed')).expiresIn).toBeGreaterThan(500_000);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(probe.of('expiring')).toHaveLength(1);
  });

  it.concurrent('that ends closes the connection with 4001; refreshed in time it stays', async () => {
    const { token } = await stage.app.visitor(stage.shop.shopKey);
    const [left, kept] = [
      await stage.join(await endingIn(stage.app, token, 3)),
      await stage.join(await endingIn(stage.app, token, 3)),
    ];
    kept.say('refresh', { token });
    await kept.next('refreshed');
    expect((await left.close()).code).toBe(4001);
    acked(await kept.send('still here'));
  });

  const foreign: [string, () => Promise<string>, number][] = [
    ['of another shopper', async () => (await stage.app.visitor(stage.shop.shopKey)).token, 4500],
    ['of an agent', async () => stage.shop.token, 4500],
    ['that is none', async () => 'nonsense', 4500],
    ['that ended', async () => endingIn(stage.app, (await stage.app.visitor(stage.shop.shopKey)).token, -5), 4001],
  ];
  it.concurrent.each(foreign)('%s does not refresh: the connection is closed', async (_whose, make, code) => {
    const { shopper } = await stage.talk();
    shopper.say('refresh', { token: await make() });
    expect((await shopper.close()).code).toBe(code);
    expect(shopper.of('refreshed')).toEqual([]);
  });

  it.concurrent('of a colleague, or of another sign-in that ended, does not refresh an agent’s', async () => {
    const agent = await stage.join(stage.shop.token);
    agent.say('refresh', { token: (await stage.app.agent(stage.shop.shopId)).token });
    expect((await agent.close()).code).toBe(4500);
  });
});

describe('what belongs to others', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start('sqlite', { LIMIT_FRAMES_PER_SECOND: '0' });
  });
  afterAll(() => stage.stop());

  it('no frame of a shopper ever holds a private note, its edit, its recall, tags or priority', async () => {
    const { shopper, visitor, conversation } = await stage.talk();
    const at = `/v1/conversations/${conversation}`;
    const agent = await stage.join(stage.shop.token, { watch: { [conversation]: 0 } });
    const canary = (word: string): object => ({ content: { kind: 'text', text: `canary-${word}` } });
    const { seq } = await stage.app.post<{ seq: number }>(`${at}/notes`, canary('note'), stage.shop.token);
    await stage.app.call('PATCH', `${at}/messages/${String(seq)}`, canary('edit'), stage.shop.token);
    await stage.app.call('PATCH', at, { tags: ['canary-tag'], priority: 'urgent' }, stage.shop.token);
    const gone = await stage.app.post<{ seq: number }>(`${at}/notes`, canary('gone'), stage.shop.token);
    await stage.app.post(`${at}/messages/${String(gone.seq)}/recall`, undefined, stage.shop.token);
    agent.say('read', { upTo: { [conversation]: gone.seq + 1 } });
    const late = await stage.join(visitor.token, { watch: { [conversation]: 0 } });
    for (const probe of [shopper, late]) {
      for (const bounds of [{}, { after: 0 }, { before: 1_000 }, { after: 2 }])
        probe.say('sync', { conversation, ...bounds });
    }
    acked(await agent.send('the last word', conversation));
    for (const probe of [shopper, late]) {
      const last = await probe.next('event', (event) => textOf(event) === 'the last word');
      expect(last.after).toBe(2);
      await probe.next('marks', ({ read }) => read.shop > 0);
      expect(probe.of('marks').every(({ read, delivered }) => Math.max(read.shop, delivered.shop) <= last.seq)).toBe(
        true,
      );
      const text = JSON.stringify(probe.frames);
      for (const secret of ['canary', '"note"', '"tags"', '"priority"']) expect(text).not.toContain(secret);
      for (const page of probe.of('events'))
        expect(page.events.every(({ type }) => ['opened', 'message'].includes(type))).toBe(true);
    }
    expect(JSON.stringify(agent.frames)).toContain('canary-tag');
  });

  it('lists, presence and typing of a shop stay in it', async () => {
    const other = await stage.app.shop('Other');
    const stranger = await stage.join(other.token, { inbox: {} });
    const agent = await stage.join(stage.shop.token, { inbox: {} });
    const { shopper, visitor, conversation } = await stage.talk();
    const neighbour = await stage.talk();
    agent.say('watch', { conversations: { [conversation]: 0 } });
    await agent.next('event', (event) => event.conversation === conversation);
    agent.say('typing', { conversation, on: true });
    await shopper.next('typing');
    await agent.next('inbox', ({ upserts }) => upserts.some(({ id }) => id === conversation));
    const own = await stage.talk({}, other);
    await stranger.next('inbox', ({ upserts }) => upserts.some(({ id }) => id === own.conversation));
    for (const probe of [stranger, own.shopper]) {
      const text = JSON.stringify(probe.frames);
      for (const foreign of [conversation, visitor.customer.id, stage.shop.shopId, stage.shop.agentId])
        expect(text).not.toContain(foreign);
    }
    const text = JSON.stringify(neighbour.shopper.frames);
    for (const foreign of [conversation, visitor.customer.id]) expect(text).not.toContain(foreign);
    expect(neighbour.shopper.of('typing')).toEqual([]);
  });

  it('a name that an agent of another shop chose for a device opens no door', async () => {
    const device = randomUUID();
    const mine = await stage.join(stage.shop.token, { device });
    const other = await stage.app.shop('Other');
    const theirs = await stage.join(other.token, { device, resumes: mine.of('welcome')[0]?.session ?? '' });
    expect(theirs.of('welcome')[0]?.conversations).toEqual([]);
    expect(mine.closed).toBeNull();
  });
});

async function signIn(app: TestApp, email: string): Promise<{ token: string; cookie: string }> {
  const answer = await app.call('POST', '/v1/auth/login', { email, password: PASSWORD });
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { token: ((await answer.json()) as { token: string }).token, cookie };
}
