// Edits and recalls over the real log: what they rewrite, and that a recall leaves nothing to be read.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { AgentPrincipal, CustomerPrincipal, Principal } from '../../../src/common/principal.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { codeOf, ConversationsApp, text, uuid } from './conversations-app.js';

const CANARY = 'canary-7f3a';

describe.each(DIALECTS)('corrections on %s', (dialect) => {
  let host: DatabaseHost;
  let on: ConversationsApp;
  let shop: string;
  let agent: AgentPrincipal;
  let chief: AgentPrincipal;
  let shopper: CustomerPrincipal;
  let conversation: string;
  let seq: number;

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
    chief = await on.agent({ [shop]: 'supervisor' });
    shopper = on.visitor(shop);
    ({ conversation, seq } = await on.say(shopper, `first ${CANARY}`));
  });

  const edit = (who: Principal, words: string, of = seq) =>
    on.messages.edit(who, { id: uuid(), conversation, seq: of, content: text(words) });
  const recall = (who: Principal, of = seq) => on.messages.recall(who, { id: uuid(), conversation, seq: of });
  const body = async (of = seq) => (await on.events(conversation)).find((event) => event.seq === of)?.content;

  /** Everything of the conversation that the database holds. */
  const stored = async (): Promise<string> => {
    const events = await on.database.rows('SELECT * FROM event WHERE conversation_id = ?', [conversation]);
    const heads = await on.database.rows('SELECT * FROM conversation WHERE id = ?', [conversation]);
    const files = await on.database.rows('SELECT * FROM file WHERE shop_id = ?', [shop]);
    return JSON.stringify([events, heads, files]);
  };

  describe('an edit', () => {
    it('shows in the message, in the preview and as an event', async () => {
      const ack = await edit(shopper, 'second');
      expect(await body()).toEqual({ content: text('second'), edited: ack.seq });
      expect(await body(ack.seq)).toEqual({ of: seq, content: text('second') });
      expect((await on.inbox.rows([conversation]))[0]?.lastMessage).toMatchObject({ seq, text: 'second' });
      expect(await stored()).not.toContain(CANARY);
    });

    it('that changes nothing appends nothing', async () => {
      await edit(shopper, `first ${CANARY}`);
      expect(await on.events(conversation)).toHaveLength(2);
    });

    it("of another's message, of none, too late or of another kind is refused", async () => {
      expect(await codeOf(edit(agent, 'x'))).toBe('forbidden');
      expect(await codeOf(edit(chief, 'x'))).toBe('forbidden');
      expect(await codeOf(edit(on.visitor(shop), 'x'))).toBe('not_found');
      expect(await codeOf(edit(shopper, 'x', 99))).toBe('not_found');
      expect(await codeOf(edit(shopper, 'x', 1))).toBe('invalid');
      const card = {
        kind: 'product',
        fallback: 'f',
        product: { id: '1', title: 't', price: { amount: 1, currency: 'EUR' }, url: 'https://a.example' },
      } as const;
      expect(await codeOf(on.messages.edit(shopper, { id: uuid(), conversation, seq, content: card }))).toBe(
        'unsupported',
      );
      on.clock.aheadMs = 15 * 60_000 + 1_000;
      expect(await codeOf(edit(shopper, 'x'))).toBe('forbidden');
    });

    it('of a note stays among agents', async () => {
      const note = await on.messages.note(agent, {
        id: uuid(),
        conversation,
        content: text('private'),
        mentions: [chief.id],
      });
      const ack = await edit(agent, 'private too', note.seq);
      expect(await codeOf(edit(shopper, 'x', note.seq))).toBe('not_found');
      expect(await codeOf(recall(shopper, note.seq))).toBe('not_found');
      await recall(chief, note.seq);
      const { rows } = await on.reader.page(conversation, 'all', { after: 0, limit: 50 });
      expect(rows.map((row) => row.seq)).toEqual([1, 2]);
      expect(await body(ack.seq)).toEqual({ of: note.seq, content: null });
      expect(await body(note.seq)).toEqual({ content: null, edited: ack.seq, recalled: ack.seq + 1 });
    });
  });

  describe('a recall', () => {
    it('leaves nothing of the message, its edits and its preview', async () => {
      await edit(shopper, `second ${CANARY}`);
      await edit(shopper, `third ${CANARY}`);
      const ack = await recall(shopper);
      expect(await stored()).not.toContain(CANARY);
      expect(await body()).toMatchObject({ content: null, recalled: ack.seq });
      expect((await on.inbox.rows([conversation]))[0]?.lastMessage).toMatchObject({ seq, text: '' });
      expect(await codeOf(edit(shopper, 'x'))).toBe('invalid');
    });

    it('leaves nothing either when edits and recalls share a commit in any order', async () => {
      for (let round = 0; round < 10; round++) {
        const ack = await on.say(shopper, `round ${CANARY}`, conversation);
        const edits = ['a', 'b'].map((words) => edit(shopper, `${words} ${CANARY}`, ack.seq));
        // A few turns later, so that it comes after the edits, or among them, and still shares their commit.
        for (let turn = 0; turn < round * 2; turn++) await Promise.resolve();
        await Promise.allSettled([...edits, recall(shopper, ack.seq), edit(shopper, `c ${CANARY}`, ack.seq)]);
      }
      await recall(shopper);
      expect(await stored()).not.toContain(CANARY);
    });

    it('leaves nothing of a file, neither its row, nor its bytes, nor a download', async () => {
      const token = await on.token(shopper);
      const file = await upload(on, token);
      const content = { kind: 'file', fallback: CANARY, file, name: 'n', size: 1, mime: 'm' } as const;
      const ack = await on.messages.send(shopper, { id: uuid(), conversation, content });
      const agentToken = await on.token(agent);
      expect((await on.call('GET', `/v1/files/${file}`, agentToken)).text).toContain(CANARY);
      await recall(shopper, ack.seq);
      for (const caller of [token, agentToken])
        expect((await on.call('GET', `/v1/files/${file}`, caller)).status).toBe(404);
      await recall(shopper);
      expect(await stored()).not.toContain(CANARY);
      expect(await readdir(join(on.dataDir, 'files', file.slice(-2)))).not.toContain(file);
    });

    it('twice appends once, and is answered with the first place by its id', async () => {
      const id = uuid();
      const first = await on.messages.recall(shopper, { id, conversation, seq });
      await on.say(shopper, 'more');
      expect(await on.messages.recall(shopper, { id, conversation, seq })).toMatchObject({
        seq: first.seq,
        duplicate: true,
      });
      await recall(shopper);
      expect((await on.events(conversation)).filter((event) => event.type === 'recall')).toHaveLength(1);
    });

    it('is its sender’s, and of supervisors and owners for all', async () => {
      expect(await codeOf(recall(agent))).toBe('forbidden');
      expect(await codeOf(recall(on.visitor(shop)))).toBe('not_found');
      expect(await codeOf(recall((await on.key(shop)).principal))).toBe('forbidden');
      expect(await codeOf(recall(await on.agent({ [await on.shop()]: 'owner' })))).toBe('not_found');
      expect(await codeOf(recall(chief))).toBe('done');
    });
  });
});

async function upload(on: ConversationsApp, token: string): Promise<string> {
  const payload = [
    '--b',
    `content-disposition: form-data; name="file"; filename="${CANARY}.txt"`,
    '',
    `words ${CANARY}`,
    '--b--',
    '',
  ].join('\r\n');
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const answer = await on.call('POST', '/v1/files', token, { payload, headers });
  expect(answer.status).toBe(201);
  return String(answer.body['file']);
}
