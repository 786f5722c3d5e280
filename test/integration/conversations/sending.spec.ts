// Sending over the real log: where a shopper's message goes, in which order, once, and what is refused.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { AgentPrincipal, CustomerPrincipal } from '../../../src/common/principal.js';
import type { Content } from '../../../src/protocol/index.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { codeOf, ConversationsApp, text, uuid } from './conversations-app.js';

const DAY_MS = 24 * 60 * 60_000;

describe.each(DIALECTS)('sending on %s', (dialect) => {
  let host: DatabaseHost;
  let on: ConversationsApp;
  let shop: string;
  let agent: AgentPrincipal;
  let shopper: CustomerPrincipal;

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    on = await ConversationsApp.start(host);
  });
  afterAll(async () => {
    await on.stop();
    await host.stop();
  });
  beforeEach(async () => {
    shop = await on.shop();
    agent = await on.agent({ [shop]: 'agent' });
    shopper = on.visitor(shop);
  });

  describe("a shopper's first message", () => {
    it('makes customer, conversation and events in one commit', async () => {
      const ack = await on.say(shopper, 'Hello');
      expect(ack).toMatchObject({ seq: 2 });
      expect(await on.events(ack.conversation)).toMatchObject([
        { seq: 1, type: 'opened', content: { source: 'widget' } },
        { seq: 2, type: 'message', content: { content: text('Hello') } },
      ]);
      const [row] = await on.inbox.rows([ack.conversation]);
      expect(row).toMatchObject({ status: 'open', unread: 1, last: 2, customer: { id: shopper.id, verified: false } });
      expect(row?.waitingSince).toBe(ack.at);
      expect(row?.lastMessage).toEqual({ seq: 2, by: 'customer', text: 'Hello', at: ack.at });
    });

    it('makes one conversation however many come at once, and keeps their order', async () => {
      const acks = await Promise.all(Array.from({ length: 20 }, (_, index) => on.say(shopper, `word ${index}`)));
      expect(new Set(acks.map((ack) => ack.conversation)).size).toBe(1);
      const seqs = acks.map((ack) => ack.seq);
      expect(seqs).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
    });

    it('makes one conversation when two nodes take messages at once', async () => {
      const twin = { ...shopper };
      const other = await ConversationsApp.start({ ...host, url: async () => urlOf(on) });
      try {
        const acks = await Promise.all(
          Array.from({ length: 10 }, (_, index) => (index % 2 ? on : other).say(twin, `word ${index}`)),
        );
        expect(new Set(acks.map((ack) => ack.conversation)).size).toBe(1);
        expect([...acks.map((ack) => ack.seq)].sort((a, b) => a - b)).toEqual(acks.map((_, index) => index + 2));
      } finally {
        await other.stop();
      }
    });

    it('gives each conversation a short number of its own', async () => {
      const acks = await Promise.all(Array.from({ length: 60 }, () => on.say(on.visitor(shop), 'Hi')));
      const rows = await on.inbox.rows(acks.map((ack) => ack.conversation));
      expect(new Set(rows.map((row) => row.number)).size).toBe(60);
      expect(Math.max(...rows.map((row) => row.number))).toBeLessThanOrEqual(100);
    });
  });

  describe('order', () => {
    it('is kept while a message waits for the look-up of its file', async () => {
      const { conversation } = await on.say(shopper, 'first');
      const file = await upload(on, shopper);
      const image: Content = { kind: 'image', fallback: 'a picture', file, name: 'x', size: 1, mime: 'x' };
      const acks = await Promise.all([
        on.say(shopper, 'before', conversation),
        on.messages.send(shopper, { id: uuid(), conversation, content: image }),
        on.say(shopper, 'after', conversation),
        on.say(shopper, 'last'),
      ]);
      expect(acks.map((ack) => ack.seq)).toEqual([3, 4, 5, 6]);
    });

    it('is kept when the conversation is closed while messages are on their way', async () => {
      const { conversation } = await on.say(shopper, 'first');
      await on.conversations.change(agent, conversation, { status: 'resolved' }, { id: uuid() });
      on.clock.aheadMs += 8 * DAY_MS;
      try {
        const acks = await Promise.all(Array.from({ length: 10 }, (_, index) => on.say(shopper, `word ${index}`)));
        expect(new Set(acks.map((ack) => ack.conversation)).size).toBe(1);
        expect(acks[0]?.conversation).not.toBe(conversation);
        expect(acks.map((ack) => ack.seq)).toEqual(acks.map((_, index) => index + 2));
      } finally {
        on.clock.aheadMs -= 8 * DAY_MS;
      }
    });

    it('reaches the log before the call returns, once the conversation is known', async () => {
      const { conversation } = await on.say(shopper, 'first');
      await on.say(agent, 'known', conversation);
      const waiting = on.log.waiting;
      const sends = [on.say(shopper, 'a', conversation), on.say(shopper, 'b'), on.say(agent, 'c', conversation)];
      expect(on.log.waiting).toBe(waiting + 3);
      await Promise.all(sends);
    });

    it('breaks the guard of the connection on a retryable refusal only', async () => {
      const { conversation } = await on.say(shopper, 'first');
      const order = { broken: false };
      await codeOf(on.messages.send(shopper, { id: uuid(), conversation, content: text('') }, order));
      expect(order.broken).toBe(false);
      order.broken = true;
      expect(await codeOf(on.messages.send(shopper, { id: uuid(), conversation, content: text('x') }, order))).toBe(
        'conflict',
      );
    });
  });

  describe('a repeat', () => {
    it('is answered with the first place, whatever it says and wherever it goes', async () => {
      const id = uuid();
      const first = await on.messages.send(shopper, { id, content: text('one') });
      const same = { conversation: first.conversation, seq: first.seq, duplicate: true };
      expect(await on.messages.send(shopper, { id: id.toUpperCase(), content: text('one') })).toMatchObject(same);
      expect(
        await on.messages.send(shopper, { id, content: text('two'), conversation: first.conversation }),
      ).toMatchObject(same);
      await on.conversations.change(agent, first.conversation, { status: 'resolved' }, { id: uuid() });
      on.clock.aheadMs += 8 * DAY_MS;
      try {
        expect(await on.messages.send(shopper, { id, content: text('one') })).toMatchObject(same);
        const next = await on.say(shopper, 'later');
        expect(next.conversation).not.toBe(first.conversation);
        expect(
          await on.messages.send(shopper, { id, content: text('one'), conversation: next.conversation }),
        ).toMatchObject(same);
      } finally {
        on.clock.aheadMs -= 8 * DAY_MS;
      }
    });

    it('is never refused for good, whatever comes with it now', async () => {
      const id = uuid();
      const { conversation, seq } = await on.messages.send(shopper, { id, content: text('one') });
      const nobodys: Content = { kind: 'file', fallback: 'f', file: uuid(), name: 'n', size: 1, mime: 'm' };
      for (const content of [text(''), { kind: 'form' } as unknown as Content, nobodys]) {
        for (const named of [{ conversation }, { conversation: uuid() }, {}]) {
          const again = on.messages.send(shopper, { id, content, ...named });
          expect(await again).toMatchObject({ conversation, seq, duplicate: true });
        }
      }
      expect(await codeOf(on.messages.send(shopper, { id: uuid(), conversation, content: text('') }))).toBe('invalid');
    });

    it('that is refused at once waits for the first one, which is on its way', async () => {
      const { conversation } = await on.say(shopper, 'hello');
      const id = uuid();
      const [first, second] = await Promise.all([
        on.messages.send(shopper, { id, conversation, content: text('one') }),
        on.messages.send(shopper, { id, conversation, content: text('') }),
      ]);
      expect(second).toEqual({ ...first, duplicate: true });
    });

    it('of an agent in another conversation is answered with the first', async () => {
      const here = await on.say(shopper, 'one');
      const there = await on.say(on.visitor(shop), 'two');
      const id = uuid();
      const first = await on.messages.send(agent, { id, conversation: here.conversation, content: text('a') });
      const again = await on.messages.send(agent, { id, conversation: there.conversation, content: text('a') });
      expect(again).toMatchObject({ conversation: here.conversation, seq: first.seq, duplicate: true });
      expect(await on.events(there.conversation)).toHaveLength(2);
    });

    it('is found under the former id of a visitor that was claimed', async () => {
      const id = uuid();
      const first = await on.messages.send(shopper, { id, content: text('one') });
      const claimant = await on.customer(shop, { externalId: uuid() });
      await on.database.transaction(async (manager) => {
        await manager.query('UPDATE customer SET claimed_by = ? WHERE id = ?', [claimant.id, shopper.id]);
        const sql = 'UPDATE conversation SET customer_id = ?, active_customer = ? WHERE id = ?';
        await manager.query(sql, [claimant.id, claimant.id, first.conversation]);
      });
      const known: CustomerPrincipal = { ...claimant, verified: true, aliases: [shopper.id] };
      const again = await on.messages.send(known, { id, content: text('one') });
      expect(again).toMatchObject({ conversation: first.conversation, seq: first.seq, duplicate: true });
      expect(await on.say(known, 'two', first.conversation)).toMatchObject({ seq: first.seq + 1 });
      expect(await codeOf(on.say({ ...shopper }, 'three'))).toBe('unauthorized');
    });
  });

  describe('is refused', () => {
    it('alike for a foreign conversation and one that does not exist', async () => {
      const { conversation } = await on.say(shopper, 'mine');
      const other = await on.shop();
      const strangers = [
        on.visitor(shop),
        on.visitor(other),
        await on.agent({ [other]: 'owner' }),
        (await on.key(other)).principal,
      ];
      for (const stranger of strangers) {
        const foreign = await on.say(stranger, 'x', conversation).catch((error: unknown) => error);
        const unknown = await on.say(stranger, 'x', uuid()).catch((error: unknown) => error);
        expect(foreign).toMatchObject({ code: 'not_found', retryable: false });
        expect(unknown).toMatchObject({ code: 'not_found', message: (foreign as Error).message });
      }
      expect(await codeOf(on.say(shopper, 'x', 'no id at all'))).toBe('not_found');
    });

    it('in a conversation that was resolved too long ago, where it is named', async () => {
      const { conversation } = await on.say(shopper, 'mine');
      await on.conversations.change(agent, conversation, { status: 'resolved' }, { id: uuid() });
      on.clock.aheadMs += 8 * DAY_MS;
      expect(await codeOf(on.say(shopper, 'x', conversation))).toBe('closed');
      on.clock.aheadMs -= 8 * DAY_MS;
    });

    it('in a conversation that a newer one has taken the place of', async () => {
      const { conversation } = await on.say(shopper, 'old');
      await on.conversations.change(agent, conversation, { status: 'resolved' }, { id: uuid() });
      on.clock.aheadMs += 8 * DAY_MS;
      await on.say(shopper, 'new');
      on.clock.aheadMs -= 8 * DAY_MS;
      expect(await codeOf(on.say(shopper, 'x', conversation))).toBe('closed');
      expect(await codeOf(on.say(agent, 'x', conversation))).toBe('closed');
      expect(await codeOf(on.conversations.change(agent, conversation, { status: 'open' }, { id: uuid() }))).toBe(
        'closed',
      );
    });

    it('from a blocked shopper', async () => {
      const { conversation } = await on.say(shopper, 'hello');
      const token = await on.token(agent);
      expect(await on.call('POST', `/v1/customers/${shopper.id}/block`, token)).toMatchObject({
        status: 200,
        body: { blocked: true },
      });
      expect(await codeOf(on.say(shopper, 'x', conversation))).toBe('blocked');
      expect(await codeOf(on.say({ ...shopper }, 'x'))).toBe('blocked');
      expect(await on.call('GET', '/v1/conversations/x', await on.token(shopper))).toMatchObject({
        status: 403,
        body: { code: 'blocked' },
      });
      await on.call('POST', `/v1/customers/${shopper.id}/unblock`, token);
      expect(await codeOf(on.say(shopper, 'x', conversation))).toBe('done');
    });

    it('from a shopper that was blocked on another node, before its conversation is known here', async () => {
      const blocked = await on.customer(shop, { blockedAt: on.clock.now() });
      expect(await codeOf(on.say(blocked, 'x'))).toBe('blocked');
    });

    it("with another's file, another shop's, or none", async () => {
      const { conversation } = await on.say(shopper, 'hello');
      const own = await upload(on, shopper);
      const foreign = await upload(on, agent);
      const elsewhere = await upload(on, on.visitor(await on.shop()));
      const send = (file: string) =>
        on.messages.send(shopper, {
          id: uuid(),
          conversation,
          content: { kind: 'file', fallback: 'f', file, name: 'n', size: 1, mime: 'text/html' },
        });
      for (const file of [foreign, elsewhere, uuid()]) expect(await codeOf(send(file))).toBe('not_found');
      const ack = await send(own);
      const stored = (await on.events(ack.conversation)).at(-1)?.content['content'];
      expect(stored).toMatchObject({ file: own, mime: 'image/png', name: 'dot.png', width: 1, height: 1 });
    });

    it('as a reply to what the sender does not see', async () => {
      const { conversation } = await on.say(shopper, 'one');
      await on.messages.note(agent, { id: uuid(), conversation, content: text('private') });
      const reply = (who: CustomerPrincipal | AgentPrincipal, replyTo: number) =>
        codeOf(on.messages.send(who, { id: uuid(), conversation, content: text('re'), replyTo }));
      expect(await reply(shopper, 3)).toBe('invalid');
      expect(await reply(shopper, 99)).toBe('invalid');
      expect(await reply(shopper, 0)).toBe('invalid');
      expect(await reply(agent, 99)).toBe('invalid');
      expect(await reply(agent, 3)).toBe('done');
      expect(await reply(shopper, 2)).toBe('done');
    });
  });
});

function urlOf(on: ConversationsApp): string {
  const options = on.database.source.options as { database?: string; url?: string };
  return options.url ?? `sqlite:${options.database ?? ''}`;
}

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function upload(on: ConversationsApp, who: AgentPrincipal | CustomerPrincipal): Promise<string> {
  const payload = Buffer.concat([
    Buffer.from(
      '--b\r\ncontent-disposition: form-data; name="file"; filename="dot.png"\r\ncontent-type: text/html\r\n\r\n',
    ),
    Buffer.from(DOT, 'base64'),
    Buffer.from('\r\n--b--\r\n'),
  ]);
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const answer = await on.call('POST', '/v1/files', await on.token(who), { payload, headers });
  expect(answer.status).toBe(201);
  return String(answer.body['file']);
}
