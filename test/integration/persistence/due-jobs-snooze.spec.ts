// A snooze in the whole server: it ends by itself at its time, seen by sockets and lists.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DIALECTS } from '../../support/databases.js';
import { acked, pushed, Stage } from '../../support/gateway-stage.js';

describe.each(DIALECTS)('a snooze on %s', (dialect) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start(dialect);
  });
  afterAll(() => stage.stop());

  const patch = (id: string, change: object): Promise<Response> =>
    stage.app.call('PATCH', `/v1/conversations/${id}`, change, stage.shop.token);
  const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

  it('ends by itself, once, as a change of status by the system that everybody is pushed', async () => {
    const { shopper, conversation } = await stage.talk();
    const agent = await stage.join(stage.shop.token, { watch: { [conversation]: 0 } });
    expect((await patch(conversation, { status: 'snoozed', until: inMs(1_000) })).status).toBe(201);
    const ended = await agent.next('event', (event) => event.type === 'status' && event.to === 'open');
    expect(ended).toMatchObject({ by: { role: 'system' }, from: 'snoozed', seq: 4 });
    const seen = await shopper.next('event', (event) => event.conversation === conversation && event.seq === 4);
    expect(seen).toMatchObject({ type: 'status', to: 'open' });
    const row = await stage.app.call('GET', `/v1/conversations/${conversation}`, undefined, stage.shop.token);
    expect(await row.json()).toMatchObject({ status: 'open', until: null });
    // Two more looks later nothing more has happened.
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(pushed(agent, conversation).map(({ type }) => type)).toEqual(['opened', 'message', 'status', 'status']);
    expect(await stage.rows("SELECT id FROM due_job WHERE kind = 'conversation.snooze'")).toEqual([]);
  });

  it('that the customer ended by writing does not end again', async () => {
    const { shopper, conversation } = await stage.talk();
    await patch(conversation, { status: 'snoozed', until: inMs(1_500) });
    const { seq } = acked(await shopper.send('here I am'));
    await patch(conversation, { status: 'pending' });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const row = await stage.app.call('GET', `/v1/conversations/${conversation}`, undefined, stage.shop.token);
    expect(await row.json()).toMatchObject({ status: 'pending', last: seq + 1 });
  });
});
