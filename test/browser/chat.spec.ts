// Two people in two browsers, the built server between them, and everything that can happen to a line and a server.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Agent } from './agent.js';
import type { Shopper } from './shopper.js';
import { cut, mend, Stage } from './stage.js';

/** Longer than the longest wait between two tries to connect. */
const BACK = { timeout: 45_000, interval: 100 };
const SOON = { timeout: 10_000, interval: 50 };

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
});

afterEach(async () => {
  await stage.empty();
});

afterAll(async () => {
  await stage.close();
});

/** A shopper who has written, and an agent who has opened the conversation. */
async function meet(first: string): Promise<[Shopper, Agent]> {
  const shopper = await stage.shopper();
  await shopper.openChat();
  await shopper.write(first);
  const agent = await stage.agent();
  await agent.open(first);
  return [shopper, agent];
}

const numbered = (who: string, what: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${who} ${what} ${index + 1}`);

/** Both screens show the same messages in the same order: all of `written`, each once. */
async function expectEqualScreens(shopper: Shopper, agent: Agent, written: readonly string[]): Promise<void> {
  await expect.poll(async () => (await shopper.texts()).sort(), BACK).toEqual([...written].sort());
  await expect.poll(() => shopper.state(), BACK).toMatch(/^(Sent|Delivered|Read)$/);
  const shown = await shopper.texts();
  await expect.poll(() => agent.texts(), BACK).toEqual(shown);
  await expect.poll(() => agent.page.locator('.sb-message[data-state]').count(), BACK).toBe(0);
  expect(await shopper.texts()).toEqual(shown);
  for (const who of ['shopper', 'agent']) expect(shown.filter(by(who))).toEqual(written.filter(by(who)));
}

const by = (who: string) => (text: string) => text.startsWith(who);

describe('chat', () => {
  it('survives a cut network and a server that is killed -9 in the middle: both screens end equal and complete', async () => {
    const { server, shopperLine, agentLine } = stage.parts;
    const written: string[] = [];
    const talk = async (what: string, count: number, meanwhile?: () => Promise<void>): Promise<void> => {
      const [asks, answers] = [numbered('shopper', what, count), numbered('agent', what, count)];
      written.push(...asks, ...answers);
      await Promise.all([shopper.write(...asks), agent.write(...answers), meanwhile?.()]);
    };
    const [shopper, agent] = await meet('shopper begins');
    written.push('shopper begins');
    await talk('calm', 3);
    await expectEqualScreens(shopper, agent, written);

    await Promise.all([cut(shopperLine), cut(agentLine)]);
    await expect.poll(() => shopper.frame.locator('.link.online').count(), SOON).toBe(0);
    await talk('offline', 3);
    expect(await shopper.state()).toBe('Waiting for connection');
    expect(await agent.state('agent offline 3')).toBe('sending');
    await Promise.all([mend(shopperLine), mend(agentLine)]);
    await expectEqualScreens(shopper, agent, written);

    shopperLine.cutAfterBytes(1, 'toClient');
    agentLine.cutAfterBytes(1, 'toClient');
    await talk('whose answer is lost', 1);
    await expectEqualScreens(shopper, agent, written);

    await talk('in the middle of a kill', 6, async () => {
      await expect.poll(() => shopper.texts(), SOON).toContain('shopper in the middle of a kill 2');
      await server.kill9();
    });
    await talk('while the server is dead', 2);
    await server.run();
    await talk('after the restart', 2);
    await expectEqualScreens(shopper, agent, written);

    const shown = await shopper.texts();
    const log = await stage.log(agent.conversation);
    const logged = log.flatMap((event) =>
      event.type === 'message' && event.content?.kind === 'text' ? [event.content.text] : [],
    );
    expect(logged).toEqual(shown);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    await Promise.all([shopper.reload(), agent.page.reload()]);
    await expectEqualScreens(shopper, agent, written);
    expect([...shopper.watch.faults, ...agent.watch.faults]).toEqual([]);
  });

  it('says of each message how far it truly came', async () => {
    const shopper = await stage.shopper();
    await shopper.openChat();
    await shopper.write('Is somebody there?');
    await expect.poll(() => shopper.state(), SOON).toBe('Sent');
    const agent = await stage.agent();
    await agent.row('Is somebody there?').waitFor();
    await expect.poll(() => shopper.state(), SOON).toBe('Delivered');
    await agent.open('Is somebody there?');
    await expect.poll(() => shopper.state(), SOON).toBe('Read');

    await agent.write('Yes, I am');
    await expect.poll(() => agent.state('Yes, I am'), SOON).toBe('read');
    await shopper.closeChat();
    await agent.write('Still with me?');
    await expect.poll(() => agent.state('Still with me?'), SOON).toBe('delivered');
    await expect.poll(() => shopper.badge(), SOON).toBe('1');
    await shopper.openChat();
    await expect.poll(() => agent.state('Still with me?'), SOON).toBe('read');
    expect(await shopper.badge()).toBe('');

    await cut(stage.parts.shopperLine);
    await agent.write('You are away now');
    await expect.poll(() => agent.state('You are away now'), SOON).toBe('sent');
    await mend(stage.parts.shopperLine);
    await expect.poll(() => agent.state('You are away now'), BACK).toBe('read');
  });

  it('counts a message as delivered when it comes into the list of an agent who has it not open', async () => {
    const agent = await stage.agent();
    const shopper = await stage.shopper();
    await shopper.openChat();
    await shopper.write('Just a question');
    await agent.row('Just a question').waitFor();
    await expect.poll(() => shopper.state(), SOON).toBe('Delivered');
  });

  it('shows each the other one typing, and no longer when the message has come', async () => {
    const [shopper, agent] = await meet('Hello');
    await agent.type('Good m');
    await expect.poll(() => shopper.seesTyping(), SOON).toBe(true);
    await agent.write('Good morning');
    await expect.poll(() => shopper.texts(), SOON).toContain('Good morning');
    await expect.poll(() => shopper.seesTyping(), SOON).toBe(false);
    await shopper.type('I wonder');
    await expect.poll(() => agent.seesTyping(), SOON).toBe(true);
    await shopper.write('I wonder whether it floats');
    await expect.poll(() => agent.texts(), SOON).toContain('I wonder whether it floats');
    await expect.poll(() => agent.seesTyping(), SOON).toBe(false);
  });

  it('never lets a note reach the shopper, neither live nor after a reload', async () => {
    const [shopper, agent] = await meet('What does it cost?');
    await agent.note('He is known for haggling');
    await agent.write('64 euros');
    await expect.poll(() => shopper.texts(), SOON).toContain('64 euros');
    await shopper.reload();
    await expect.poll(() => shopper.texts(), SOON).toEqual(['What does it cost?', '64 euros']);
    expect(shopper.watch.received.join('\n')).not.toContain('haggling');
    expect(await shopper.frame.locator('body').innerHTML()).not.toContain('haggling');
  });

  it('goes on after a reload of the shop page, with the panel open as it was', async () => {
    const [shopper, agent] = await meet('Do you ship to Norway?');
    await agent.write('We do');
    await expect.poll(() => shopper.texts(), SOON).toEqual(['Do you ship to Norway?', 'We do']);
    await shopper.reload();
    await expect.poll(() => shopper.texts(), SOON).toEqual(['Do you ship to Norway?', 'We do']);
    await shopper.write('Good');
    await expect.poll(() => agent.texts(), SOON).toEqual(['Do you ship to Norway?', 'We do', 'Good']);
  });

  it('opens a resolved conversation again when the shopper writes', async () => {
    const [shopper, agent] = await meet('Thank you, that was all');
    await agent.press('Resolve');
    await expect.poll(() => agent.status(), SOON).toBe('Resolved');
    await shopper.frame.getByText('Marked as solved').waitFor();
    await shopper.write('One more thing');
    await expect.poll(() => agent.status(), SOON).toBe('Open');
    await expect.poll(() => agent.texts(), SOON).toEqual(['Thank you, that was all', 'One more thing']);
    expect(await shopper.texts()).toEqual(['Thank you, that was all', 'One more thing']);
  });
});
