// The life of conversations over the real log: each cell of the table, changes and their events, snoozes, starts, ratings.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { AgentPrincipal, CustomerPrincipal } from '../../../src/common/principal.js';
import type { ChangeRequest, ConversationRow, Status } from '../../../src/protocol/index.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { codeOf, ConversationsApp, text, uuid } from './conversations-app.js';

const DAY_MS = 24 * 60 * 60_000;

describe.each(DIALECTS)('the life of a conversation on %s', (dialect) => {
  let host: DatabaseHost;
  let on: ConversationsApp;
  let shop: string;
  let agent: AgentPrincipal;
  let shopper: CustomerPrincipal;
  let conversation: string;

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    on = await ConversationsApp.start(host);
  });
  afterAll(async () => {
    await on.stop();
    await host.stop();
  });
  beforeEach(async () => {
    on.clock.aheadMs = 0;
    shop = await on.shop();
    agent = await on.agent({ [shop]: 'agent' });
    shopper = on.visitor(shop);
    ({ conversation } = await on.say(shopper, 'Hello'));
  });

  const change = (request: ChangeRequest, ifMatch?: number) =>
    on.conversations.change(agent, conversation, request, {
      id: uuid(),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    });
  const row = async (): Promise<ConversationRow> => {
    const [found] = await on.inbox.rows([conversation]);
    if (!found) throw new Error('no row');
    return found;
  };
  const soon = (): string => new Date(on.clock.now() + 60_000).toISOString();
  const bring = async (status: Status): Promise<void> => {
    if (status !== 'open') await change(status === 'snoozed' ? { status, until: soon() } : { status });
  };
  const types = async (): Promise<string[]> => (await on.events(conversation)).map((event) => event.type);

  describe.each<Status>(['open', 'pending', 'snoozed', 'resolved'])('that is %s', (status) => {
    it('is open once its customer writes', async () => {
      await bring(status);
      const ack = await on.say(shopper, 'again', conversation);
      expect(ack.conversation).toBe(conversation);
      const present = await row();
      expect(present).toMatchObject({ status: 'open', until: null, last: ack.seq });
      expect(present.waitingSince).not.toBeNull();
      const events = (await types()).slice(2);
      expect(events).toEqual(status === 'open' ? ['message'] : ['status', 'status', 'message']);
      expect((await on.events(conversation)).find((event) => event.seq === ack.seq)?.type).toBe('message');
      expect(await jobs(conversation)).toBe(0);
    });

    it('is open or stays once an agent writes', async () => {
      await bring(status);
      await on.say(agent, 'Hi', conversation);
      const present = await row();
      expect(present.status).toBe(status === 'resolved' ? 'open' : status);
      expect(present.waitingSince).toBeNull();
      expect(present.firstReplyAt).not.toBeNull();
    });

    it.each<Status>(['open', 'pending', 'snoozed', 'resolved'])(
      'becomes %s where an agent may set that',
      async (to) => {
        await bring(status);
        const before = await row();
        const request: ChangeRequest =
          to === 'snoozed' ? { status: to, until: before.until ?? soon() } : { status: to };
        if (status === 'resolved' && to !== 'open' && to !== 'resolved') {
          expect(await codeOf(change(request))).toBe('closed');
          return;
        }
        const { appended, ack } = await change(request);
        expect(appended).toBe(status !== to);
        const after = await row();
        expect(after.status).toBe(to);
        expect(after.last).toBe(before.last + (status === to ? 0 : 1));
        expect(ack.seq).toBe(after.last);
        if (status === to) expect(after.version).toBe(before.version);
        expect(await jobs(conversation)).toBe(to === 'snoozed' ? 1 : 0);
      },
    );
  });

  const jobs = async (id: string): Promise<number> =>
    (await on.database.rows('SELECT id FROM due_job WHERE kind = ? AND subject = ?', ['conversation.snooze', id]))
      .length;

  describe('a snooze', () => {
    it('ends by itself at its time, once, by the system', async () => {
      await change({ status: 'snoozed', until: soon() });
      await on.jobs.look();
      expect((await row()).status).toBe('snoozed');
      on.clock.aheadMs = 61_000;
      await Promise.all([on.jobs.look(), on.jobs.look()]);
      await on.jobs.look();
      expect(await row()).toMatchObject({ status: 'open', until: null });
      const { rows } = await on.reader.page(conversation, 'all', { after: 3, limit: 10 });
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ senderRole: 'system', type: 'status', content: { from: 'snoozed', to: 'open' } });
      expect(await jobs(conversation)).toBe(0);
    });

    it('that was moved ends at its new time', async () => {
      await change({ status: 'snoozed', until: soon() });
      await change({ status: 'snoozed', until: new Date(on.clock.now() + 120_000).toISOString() });
      on.clock.aheadMs = 61_000;
      await on.jobs.look();
      expect((await row()).status).toBe('snoozed');
      on.clock.aheadMs = 121_000;
      await on.jobs.look();
      expect((await row()).status).toBe('open');
    });

    it.each(['yesterday', '2020-01-01T00:00:00Z', '2999-01-01T00:00:00Z'])('until %s is refused', async (until) => {
      expect(await codeOf(change({ status: 'snoozed', until }))).toBe('invalid');
    });
  });

  it('goes to a new conversation when its customer writes after the days of reopening', async () => {
    await change({ status: 'resolved' });
    on.clock.aheadMs = 7 * DAY_MS + 1_000;
    const ack = await on.say(shopper, 'long after');
    expect(ack.conversation).not.toBe(conversation);
    expect((await on.inbox.rows([ack.conversation]))[0]).toMatchObject({ status: 'open', number: 2 });
    const own = await on.conversations.own(shopper);
    expect(own.map((snapshot) => snapshot.id)).toEqual([ack.conversation, conversation]);
  });

  describe('changes', () => {
    it('make an event each, in one commit, and none where nothing changes', async () => {
      const all: ChangeRequest = {
        status: 'pending',
        assignee: agent.id,
        priority: 'high',
        tags: [' vip ', 'vip', 'sizes'],
      };
      const first = await change(all);
      expect((await on.events(conversation)).slice(2)).toMatchObject([
        { type: 'status', content: { from: 'open', to: 'pending' } },
        { type: 'assignment', content: { from: null, to: agent.id } },
        { type: 'priority', content: { from: 'normal', to: 'high' } },
        { type: 'tags', content: { added: ['vip', 'sizes'], removed: [] } },
      ]);
      expect(first).toMatchObject({ appended: true, ack: { seq: 3 } });
      expect(await row()).toMatchObject({
        assignee: { id: agent.id, name: 'Ann' },
        priority: 'high',
        tags: ['vip', 'sizes'],
      });
      expect(await change(all)).toMatchObject({ appended: false, ack: { seq: 6 } });
      const publicOnes = await on.reader.page(conversation, 'all', { after: 2, limit: 10 });
      expect(publicOnes.rows.map((event) => event.type)).toEqual(['status', 'assignment']);
    });

    it('answer a repeat with the first place, also when it would change nothing now', async () => {
      const id = uuid();
      const set = () => on.conversations.change(agent, conversation, { priority: 'low' }, { id });
      const first = await set();
      await on.say(shopper, 'more');
      expect(await set()).toMatchObject({ appended: false, ack: { seq: first.ack.seq, duplicate: true } });
    });

    it('refuse an assignee who is no member, and a stale version with the present row', async () => {
      const stranger = await on.agent({ [await on.shop()]: 'owner' });
      expect(await codeOf(change({ assignee: stranger.id }))).toBe('invalid');
      const { version } = await row();
      await change({ priority: 'high' }, version);
      const stale = await change({ priority: 'low' }, version).catch((error: unknown) => error);
      expect(stale).toMatchObject({ code: 'conflict', status: 412, retryable: false });
      expect(stale).toMatchObject({ details: { extra: { conversation: { id: conversation, priority: 'high' } } } });
    });

    it('of many at once let one win for each version', async () => {
      const { version } = await row();
      const tries = await Promise.all(
        Array.from({ length: 10 }, (_, index) => codeOf(change({ tags: [`tag ${index}`] }, version))),
      );
      expect(tries.filter((code) => code === 'done')).toHaveLength(1);
      expect(tries.filter((code) => code === 'conflict')).toHaveLength(9);
      const free = await Promise.all(Array.from({ length: 10 }, (_, index) => change({ tags: [`free ${index}`] })));
      expect(new Set(free.map(({ ack }) => ack.seq)).size).toBe(10);
    });

    it('give back what an agent leaves behind', async () => {
      await change({ assignee: agent.id });
      const { AssignmentRelease } = await import('../../../src/shops/assignment-release.js');
      const release = on.app.get(AssignmentRelease);
      await release.release(shop, agent.id, { id: uuid(), name: 'Olga' });
      await release.release(shop, agent.id, { id: uuid(), name: 'Olga' });
      expect((await row()).assignee).toBeNull();
      const events = (await on.events(conversation)).filter((event) => event.type === 'assignment');
      expect(events.at(-1)?.content).toMatchObject({ from: agent.id, to: null, why: 'left the shop' });
      expect(events).toHaveLength(2);
    });
  });

  describe('a start', () => {
    it('by the shop makes an open conversation, or writes to the active one', async () => {
      const customer = await on.customer(shop);
      const first = await on.conversations.start(agent, { customer: customer.id, content: text('Your order') }, uuid());
      expect(first).toMatchObject({ appended: true, ack: { seq: 2 } });
      const [made] = await on.inbox.rows([first.ack.conversation]);
      expect(made).toMatchObject({ status: 'open', waitingSince: null, firstReplyAt: first.ack.at, unread: 0 });
      const again = await on.conversations.start(agent, { customer: customer.id }, uuid());
      expect(again).toMatchObject({ appended: false, ack: { conversation: first.ack.conversation, seq: 2 } });
      const more = await on.conversations.start(agent, { customer: customer.id, content: text('More') }, uuid());
      expect(more).toMatchObject({ appended: true, ack: { conversation: first.ack.conversation, seq: 3 } });
      expect(await on.say(customer, 'Thanks')).toMatchObject({ conversation: first.ack.conversation });
    });

    it('is refused for the customer of another shop as for one that does not exist', async () => {
      const foreign = await on.customer(await on.shop());
      for (const customer of [foreign.id, uuid(), 'nobody']) {
        expect(await codeOf(on.conversations.start(agent, { customer }, uuid()))).toBe('not_found');
      }
    });
  });

  describe('a rating', () => {
    it('is its customer’s alone, any time, and reopens nothing', async () => {
      await change({ status: 'resolved' });
      const rate = (who: CustomerPrincipal | AgentPrincipal, score: number) =>
        codeOf(on.conversations.rate(who, conversation, { score, comment: 'fine' }, uuid()));
      expect(await rate(shopper, 5)).toBe('done');
      expect(await rate(shopper, 1)).toBe('done');
      expect(await rate(on.visitor(shop), 5)).toBe('not_found');
      expect(await rate(agent, 5)).toBe('forbidden');
      for (const score of [0, 6, 2.5]) expect(await rate(shopper, score)).toBe('invalid');
      expect((await row()).status).toBe('resolved');
    });
  });
});
