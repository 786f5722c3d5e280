// What the widget does to a shop's page, and what a hostile page or text can do to it: nothing.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Agent } from './agent.js';
import { ShopPage } from './shop-page.js';
import type { Shopper } from './shopper.js';
import { Stage } from './stage.js';

const SOON = { timeout: 10_000, interval: 50 };

const HOSTILE = [
  '<img src=x onerror="window.harmed = true">',
  '<script>window.harmed = true</script>',
  'javascript:window.harmed=true',
  '[click](javascript:window.harmed=true)',
  'https://a.example/"onmouseover="window.harmed=true"',
  '<a href="javascript:window.harmed=true">https://a.example</a>',
  '{{constructor.constructor("window.harmed=true")()}}',
];

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({ agent: '<b>Robin</b>', shop: '<i>Lamps</i> & Co' });
});

afterEach(async () => {
  await stage.empty();
});

afterAll(async () => {
  await stage.close();
});

/** What a page wrote of itself outside of the messages; set by none of the texts. */
async function expectUnharmed({ page, watch }: Shopper | Agent): Promise<void> {
  for (const frame of page.frames()) expect(await frame.evaluate('typeof window.harmed')).toBe('undefined');
  expect(watch.faults).toEqual([]);
  expect(watch.complaints).toEqual([]);
}

describe('embedded widget', () => {
  it('loads one script and nothing else before the shopper shows intent', async () => {
    const shopper = await stage.shopper();
    await shopper.launcher.waitFor();
    const { page, watch } = shopper;
    const { widgetOrigin, shopPage } = stage.parts;
    const asked = watch.requests.map(({ url }) => url).filter((url) => !url.startsWith('data:'));
    expect(asked).toEqual([`${shopPage.origin}/`, `${widgetOrigin}/widget.js`]);
    expect(watch.requests.filter(({ type }) => type === 'font')).toEqual([]);
    expect(watch.sockets).toEqual([]);
    expect(page.frames()).toHaveLength(1);
    expect(await page.locator('iframe').count()).toBe(0);

    await shopper.openChat();
    expect(page.frames()).toHaveLength(2);
    expect(watch.sockets).toEqual([`${widgetOrigin.replace('http', 'ws')}/ws`]);
    expect(watch.requests.filter(({ type }) => type === 'font')).toEqual([]);
    await expectUnharmed(shopper);
  });

  it('cannot be framed by a page whose origin the shop did not allow', async () => {
    const stranger = await ShopPage.open('stranger.localhost');
    try {
      const { widgetOrigin, shop } = stage.parts;
      stranger.embed({ widgetOrigin, shopKey: shop.shopKey });
      const { page, launcher, watch } = await stage.shopper(stranger.origin);
      await launcher.click();
      await expect.poll(() => watch.complaints.join('\n'), SOON).toContain('frame-ancestors');
      expect(await page.frameLocator('iframe').locator('.panel').count()).toBe(0);
      expect(watch.sockets).toEqual([]);
      expect(watch.addresses.filter((url) => url.includes('/v1/'))).toEqual([]);
    } finally {
      await stage.empty();
      await stranger.close();
    }
  });

  it('chats from a page of another site too, where the browser denies it storage and locks', async () => {
    const shopper = await stage.shopper(stage.parts.partnerPage.origin);
    await shopper.openChat();
    const denied = '(() => { try { return !localStorage; } catch { return true; } })()';
    expect(await shopper.page.frames().at(-1)?.evaluate(denied)).toBe(true);
    await shopper.write('Hello from afar');
    const agent = await stage.agent();
    await agent.open('Hello from afar');
    await agent.write('Welcome');
    await expect.poll(() => shopper.texts(), SOON).toEqual(['Hello from afar', 'Welcome']);
    await expectUnharmed(shopper);
  });

  it('shows hostile texts and names as text, in widget and console', async () => {
    const shopper = await stage.shopper();
    await shopper.openChat();
    await shopper.write(...HOSTILE);
    const agent = await stage.agent();
    await agent.open(HOSTILE.at(-1) ?? '');
    await agent.write(...HOSTILE);
    const all = [...HOSTILE, ...HOSTILE];
    await expect.poll(() => shopper.texts(), SOON).toEqual(all);
    await expect.poll(() => agent.texts(), SOON).toEqual(all);
    await shopper.frame.locator('.message .name', { hasText: '<b>Robin</b>' }).waitFor();
    await shopper.frame.locator('h1', { hasText: '<i>Lamps</i> & Co' }).waitFor();

    const screens = [shopper.frame.locator('body'), agent.page.locator('body')];
    for (const screen of screens) {
      expect(await screen.locator('img[src="x"], [onerror], [onmouseover], script:not([src])').count()).toBe(0);
      const links = await screen.locator('.message a, .sb-message a').all();
      const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
      expect(addresses.length).toBeGreaterThan(0);
      expect(addresses.filter((href) => href === null || !/^https?:\/\/a\.example(\/|$)/.test(href))).toEqual([]);
    }
    await expectUnharmed(shopper);
    await expectUnharmed(agent);
  });

  it('puts no token into an address and breaks no content policy, in widget and console', async () => {
    const shopper = await stage.shopper();
    await shopper.openChat();
    await shopper.write('Hello');
    const agent = await stage.agent();
    await agent.open('Hello');
    await agent.write('Good morning');
    await expect.poll(() => shopper.texts(), SOON).toEqual(['Hello', 'Good morning']);
    await Promise.all([shopper.reload(), agent.page.reload()]);
    await expect.poll(() => agent.texts(), SOON).toEqual(['Hello', 'Good morning']);

    const stored = await Promise.all([shopper, agent].map(({ page }) => page.context().storageState()));
    const cookies = stored.flatMap((state) => state.cookies.map(({ value }) => value));
    const kept = stored.flatMap((state) =>
      state.origins.flatMap((origin) => origin.localStorage.map(({ value }) => value)),
    );
    const secrets = [
      ...shopper.watch.tokens,
      ...agent.watch.tokens,
      ...cookies,
      ...kept.filter((value) => value.length > 20),
    ];
    expect(shopper.watch.tokens.length).toBeGreaterThan(1);
    expect(agent.watch.tokens.length).toBeGreaterThan(1);
    expect(cookies).toHaveLength(1);
    for (const url of [...shopper.watch.addresses, ...agent.watch.addresses]) {
      expect(secrets.filter((secret) => url.includes(secret))).toEqual([]);
      expect(url).not.toMatch(/token=|eyJ[\w-]+\./);
    }
    await expectUnharmed(shopper);
    await expectUnharmed(agent);
  });
});
