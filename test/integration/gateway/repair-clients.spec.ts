// Clients that do not confirm, do not read, or were away for long: pushed once more, waited for, caught up without a gap.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Connections } from '../../../src/gateway/connections.js';
import { EventLog } from '../../../src/persistence/log/event-log.js';
import { DIALECTS } from '../../support/databases.js';
import { append, gaps, pushed, Stage, textOf } from '../../support/gateway-stage.js';
import type { Probe } from '../../support/probe.js';

describe('a client that does not confirm', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start('sqlite');
  });
  afterAll(() => stage.stop());

  it.concurrent(
    'is pushed to once more after 10 s, and closed with 4006 after 30 s',
    async ({ expect }) => {
      const { shopper, conversation } = await stage.talk({ confirms: false, waitMs: 33_000 });
      const started = performance.now();
      const seen = (): number => pushed(shopper, conversation).filter(({ seq }) => seq === 2).length;
      await expect.poll(seen, { timeout: 14_000, interval: 50 }).toBe(2);
      expect(performance.now() - started).toBeGreaterThan(9_000);
      expect((await shopper.close()).code).toBe(4006);
      const took = performance.now() - started;
      expect(took).toBeGreaterThan(28_000);
      expect(took).toBeLessThan(33_000);
      expect(seen()).toBe(2);
    },
    45_000,
  );

  it.concurrent('in time is pushed to once only, and stays', async ({ expect }) => {
    const { shopper, visitor, conversation } = await stage.talk();
    const slow = await stage.join(visitor.token, { watch: { [conversation]: 0 } }, { confirms: false });
    await slow.next('event', ({ seq }) => seq === 2);
    for (let second = 0; second < 4; second++) {
      await new Promise((resolve) => setTimeout(resolve, 3_500));
      slow.say('received', { upTo: { [conversation]: 2 + second } });
      await shopper.send('more', conversation);
      await slow.next('event', ({ seq }) => seq === 3 + second);
    }
    expect(gaps(slow, conversation)).toEqual([]);
    expect(slow.closed).toBeNull();
  });
});

describe.each(DIALECTS)('a client that was away for long on %s', (dialect) => {
  let stage: Stage;
  let log: EventLog;
  beforeAll(async () => {
    stage = await Stage.start(dialect, { LIMIT_FRAMES_PER_SECOND: '0' });
    log = stage.app.app.get(EventLog);
  });
  afterAll(() => stage.stop());

  /** Waits for an event that is the end of the log. */
  async function caughtUp(probe: Probe, conversation: string, text: string, cursor: number): Promise<void> {
    await probe.next('event', (event) => textOf(event) === text);
    expect(gaps(probe, conversation, cursor)).toEqual([]);
  }

  it('is brought hundreds of events without a gap, notes left out for shoppers, while more come', async () => {
    const { visitor, conversation } = await stage.talk();
    const words = (from: number): string[] => Array.from({ length: 120 }, (_, index) => `e${String(from + index)}`);
    await append(log, stage.shop, conversation, words(0));
    const note = { content: { kind: 'text', text: 'canary' } };
    await stage.app.post(`/v1/conversations/${conversation}/notes`, note, stage.shop.token);
    await append(log, stage.shop, conversation, words(120));
    const late = append(log, stage.shop, conversation, words(240));
    const shoppers = [0, 2, 60].map((cursor) => stage.join(visitor.token, { watch: { [conversation]: cursor } }));
    const agent = await stage.join(stage.shop.token, { watch: { [conversation]: 0 } });
    await late;
    for (const [index, probe] of (await Promise.all(shoppers)).entries()) {
      await caughtUp(probe, conversation, 'e359', [0, 2, 60][index] ?? 0);
      expect(JSON.stringify(probe.frames)).not.toContain('canary');
    }
    await caughtUp(agent, conversation, 'e359', 0);
    expect(pushed(agent, conversation)).toHaveLength(363);
  });

  it('is brought large events in portions', async () => {
    const { visitor, conversation } = await stage.talk();
    const large = Array.from({ length: 60 }, (_, index) => `${'汉'.repeat(9_990)}${String(index)}`);
    await append(log, stage.shop, conversation, large);
    const probe = await stage.join(visitor.token, { watch: { [conversation]: 0 } });
    await caughtUp(probe, conversation, large.at(-1) ?? '', 0);
  });

  it('and does not read now fills its out-queue only, holds up no one, and gets everything once it reads', async () => {
    const { shopper, visitor, conversation } = await stage.talk();
    const stuck = await stage.join(visitor.token, { watch: { [conversation]: 2 } });
    const [connection] = [...stage.app.app.get(Connections).all()].slice(-1);
    stuck.socket.pause();
    // More than the kernel keeps for a socket, in both directions.
    const large = Array.from({ length: 40 }, () => '汉'.repeat(10_000));
    for (let round = 0; round < 30 && connection?.writable === true; round++)
      await append(log, stage.shop, conversation, large);
    expect(connection?.writable).toBe(false);
    const full = connection?.bytesOut ?? 0;
    await append(log, stage.shop, conversation, [...large, ...large, 'the end']);
    await shopper.next('event', (event) => textOf(event) === 'the end');
    expect((connection?.bytesOut ?? 0) - full).toBeLessThan(64 * 1024);
    expect(stuck.closed).toBeNull();
    stuck.socket.resume();
    await caughtUp(stuck, conversation, 'the end', 2);
    expect(pushed(stuck, conversation)).toHaveLength(pushed(shopper, conversation).length - 2);
  });
});
