// Conversations that are not there, and conversations of others: nobody can tell them apart, and nothing happens to them.

import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ServerFrame } from '../../../src/protocol/index.js';
import type { TestShop } from '../../support/app.js';
import { DIALECTS } from '../../support/databases.js';
import { acked, pushed, Stage, type Talk } from '../../support/gateway-stage.js';
import type { Probe } from '../../support/probe.js';

/** Frames that name a conversation. */
const NAMING = ['send', 'sync', 'typing', 'read', 'received', 'watch', 'hello'] as const;
type Naming = (typeof NAMING)[number];

describe.each(DIALECTS)('a conversation that is none of mine on %s', (dialect) => {
  let stage: Stage;
  let own: Talk;
  let neighbour: Talk;
  let foreign: Talk;
  let otherShop: TestShop;

  beforeAll(async () => {
    stage = await Stage.start(dialect, { LIMIT_FRAMES_PER_SECOND: '0' });
    otherShop = await stage.app.shop('Other');
    own = await stage.talk();
    neighbour = await stage.talk();
    foreign = await stage.talk({}, otherShop);
  });
  afterAll(() => stage.stop());

  /** Names a conversation in a frame and gives the answer, with its ids blanked. */
  async function answerTo(token: string, naming: Naming, conversation: string): Promise<unknown> {
    const id = randomUUID();
    const probe = await stage.join(token, naming === 'hello' ? { watch: { [conversation]: 0 } } : {});
    say(probe, naming, conversation, id);
    const answered = (frame: ServerFrame): boolean =>
      frame.event === 'reject'
        ? frame.data.id === id
        : frame.event === 'error' && frame.data.conversation === conversation;
    await expect.poll(() => probe.frames.some(answered), { interval: 10, timeout: 4_000 }).toBe(true);
    const text = JSON.stringify(probe.frames.filter(answered));
    expect(pushed(probe, conversation)).toEqual([]);
    probe.cut();
    return JSON.parse(text.replaceAll(conversation, 'it').replaceAll(id, 'id')) as unknown;
  }

  async function traces({ conversation, shopper }: Talk): Promise<unknown> {
    const heads = await stage.rows('SELECT * FROM conversation WHERE id = ?', [conversation]);
    const marks = await stage.rows('SELECT * FROM mark WHERE conversation_id = ?', [conversation]);
    return { heads, marks, typing: shopper.of('typing') };
  }

  it.each(NAMING)(
    'is not found by an agent who names it in %s, whether another shop has it or nobody',
    async (naming) => {
      const before = await traces(foreign);
      const unknown = await answerTo(stage.shop.token, naming, randomUUID());
      expect(unknown).toMatchObject([{ data: { code: 'not_found' } }]);
      for (const id of [
        foreign.conversation,
        'no-id',
        '☃ 没有',
        `${own.conversation} `,
        own.conversation.toUpperCase(),
        '%',
      ]) {
        expect(await answerTo(stage.shop.token, naming, id), id).toEqual(unknown);
      }
      expect(await traces(foreign)).toEqual(before);
    },
  );

  // A shopper watches its own conversations by itself: `watch` is for agents.
  it.each(NAMING.filter((naming) => naming !== 'watch'))(
    'is not found by a shopper who names it in %s, whoever has it',
    async (naming) => {
      const before = await traces(neighbour);
      const { token } = own.visitor;
      const unknown = await answerTo(token, naming, randomUUID());
      expect(unknown).toMatchObject([{ data: { code: 'not_found' } }]);
      for (const id of [neighbour.conversation, foreign.conversation, own.conversation.toUpperCase()]) {
        expect(await answerTo(token, naming, id), id).toEqual(unknown);
      }
      expect(await traces(neighbour)).toEqual(before);
    },
  );

  it('is never pushed to a shopper who asks to watch it', async () => {
    const probe = await stage.join(own.visitor.token);
    probe.say('watch', { conversations: { [neighbour.conversation]: 0, [foreign.conversation]: 0 } });
    await neighbour.shopper.send('for nobody else', neighbour.conversation);
    await own.shopper.send('a later one', own.conversation);
    await probe.next('event', (event) => event.conversation === own.conversation);
    expect(JSON.stringify(probe.frames)).not.toContain(neighbour.conversation);
  });

  it('does not keep the others of the same list from being watched', async () => {
    const { conversation } = await stage.talk();
    const watch = { [randomUUID()]: 0, [foreign.conversation]: 0, [conversation]: 0 };
    const byHello = await stage.join(stage.shop.token, { watch });
    const byWatch = await stage.join(stage.shop.token);
    byWatch.say('watch', { conversations: watch });
    for (const probe of [byHello, byWatch]) {
      await probe.next('event', (event) => event.conversation === conversation && event.seq === 2);
      expect(probe.of('error').map(({ code, of }) => [code, of])).toEqual([
        ['not_found', 'watch'],
        ['not_found', 'watch'],
      ]);
    }
  });

  it('is not listed to an agent who asks for another shop’s inbox or for one that does not exist', async () => {
    const errors = [];
    for (const shop of [otherShop.shopId, randomUUID()]) {
      const probe = await stage.join(stage.shop.token);
      probe.say('inbox', { filter: { shop } });
      errors.push(await probe.next('error'));
    }
    expect(errors[0]).toMatchObject({ code: 'not_found', of: 'inbox' });
    expect(errors[1]).toEqual(errors[0]);
  });

  it('is out of reach of replies as well: what is answered must be seen', async () => {
    const probe = await stage.join(own.visitor.token);
    await stage.app.post(
      `/v1/conversations/${own.conversation}/notes`,
      { content: { kind: 'text', text: 'n' } },
      stage.shop.token,
    );
    const note = (
      await stage.rows<{ seq: number }>("SELECT seq FROM event WHERE conversation_id = ? AND type = 'note'", [
        own.conversation,
      ])
    )[0];
    for (const replyTo of [Number(note?.seq), 10_000]) {
      const id = randomUUID();
      probe.say('send', { id, conversation: own.conversation, content: { kind: 'text', text: 're' }, replyTo });
      expect(await probe.next('reject', (reject) => reject.id === id)).toMatchObject({
        code: 'invalid',
        retryable: false,
      });
    }
    acked(await probe.send('still fine', own.conversation));
  });
});

function say(probe: Probe, naming: Naming, conversation: string, id: string): void {
  const cursors = { [conversation]: 1 };
  switch (naming) {
    case 'send':
      probe.say('send', { id, conversation, content: { kind: 'text', text: 'x' } });
      break;
    case 'sync':
      probe.say('sync', { conversation, after: 0 });
      break;
    case 'typing':
      probe.say('typing', { conversation, on: true });
      break;
    case 'read':
    case 'received':
      probe.say(naming, { upTo: cursors });
      break;
    case 'watch':
      probe.say('watch', { conversations: cursors });
      break;
    case 'hello':
      break;
  }
}
