// The console in a browser against the built server: what agents see when things change, end or go wrong around them.

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { ServerProcess } from '../support/server-process.js';
import { launchChromium } from '../support/services/chromium.js';
import { call, type ConsolePeople, ConsoleShopper, OWNER, settle } from './console-people.js';

const SOON = { timeout: 10_000, interval: 50 };
const REFUSED = { status: 401, contentType: 'application/problem+json', body: '{"code":"unauthorized","status":401}' };

let server: ServerProcess;
let browser: Browser;
let people: ConsolePeople;
const complaints: string[] = [];
const shoppers: ConsoleShopper[] = [];

beforeAll(async () => {
  server = await ServerProcess.start({ ALLOW_SIGNUP: 'true' });
  people = await settle(server);
  browser = await launchChromium();
});

afterEach(async () => {
  for (const shopper of shoppers.splice(0)) shopper.client.stop();
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function visit(path: string, options: { width?: number; locale?: string } = {}): Promise<Page> {
  const { width = 1280, locale = 'en-GB' } = options;
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(server.url + path);
  return page;
}

async function signIn(page: Page): Promise<void> {
  await page.locator('input[type=email]').fill(OWNER.email);
  await page.locator('input[type=password]').fill(OWNER.password);
  await page.locator('button[type=submit]').click();
}

async function work(path: string, options?: { width?: number; locale?: string }): Promise<Page> {
  const page = await visit(path, options);
  await signIn(page);
  await page.locator('.sb-shell').waitFor();
  return page;
}

async function shopperSays(...texts: string[]): Promise<ConsoleShopper> {
  const shopper = await ConsoleShopper.write(server, people.shopKey, ...texts);
  shoppers.push(shopper);
  return shopper;
}

const fieldOf = (page: Page) => page.getByRole('textbox', { name: 'Your message' });
const addressOf = ({ conversation }: ConsoleShopper) => `/console/c/${conversation}`;

describe('console', () => {
  it('tells a wrong password and a locked account apart', async () => {
    const page = await visit('/console/');
    await page.route('**/v1/auth/login', (route) => route.fulfill(REFUSED));
    await signIn(page);
    await expect.poll(() => page.getByRole('alert').textContent(), SOON).toBe('E-mail or password is wrong.');
    const locked = { ...REFUSED, status: 429, body: '{"code":"rate_limited","retryAfterMs":30000}' };
    await page.route('**/v1/auth/login', (route) => route.fulfill(locked));
    await signIn(page);
    await expect.poll(() => page.getByRole('alert').textContent(), SOON).toMatch(/try again in (30|29) sec/);
    expect(await page.locator('button[type=submit]').isDisabled()).toBe(true);
  });

  it('keeps the token out of addresses and storage, and comes back after a reload without a password', async () => {
    const page = await work('/console/');
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
    expect(stored).not.toMatch(/eyJ/);
    await page.reload();
    await page.locator('.sb-shell').waitFor();
    expect(page.url()).not.toMatch(/eyJ/);
  });

  it('shows a new conversation without a reload, and opens it by keys', async () => {
    const page = await work('/console/?list=unassigned');
    await page.locator('.sb-empty').first().waitFor();
    await shopperSays('Is the lamp in stock?');
    const row = page.locator('.sb-row', { hasText: 'Is the lamp in stock?' });
    await row.waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.sb-message', { hasText: 'Is the lamp in stock?' }).waitFor();
    await expect.poll(() => row.getAttribute('data-unread'), SOON).toBe('false');
    await expect.poll(() => fieldOf(page).evaluate((field) => field === document.activeElement), SOON).toBe(true);
  });

  it('draws what people type as text, and only addresses as links', async () => {
    const typed = '<img src=x onerror="document.title=1"> javascript:alert(1) https://shop.example/a';
    const page = await work(addressOf(await shopperSays(typed)));
    const text = page.locator('.sb-message .sb-text');
    await expect.poll(() => text.textContent(), SOON).toBe(typed);
    expect(await text.locator('*').evaluateAll((all) => all.map((element) => element.outerHTML))).toEqual([
      '<a href="https://shop.example/a" target="_blank" rel="noopener noreferrer nofollow">https://shop.example/a</a>',
    ]);
  });

  it('shows how things stand when a colleague was first, and makes the change only when told again', async () => {
    const shopper = await shopperSays('Who answers me?');
    const path = `/v1/conversations/${shopper.conversation}`;
    const page = await work(addressOf(shopper));
    let overtaken = false;
    await page.route(`**${path}`, async (route) => {
      if (route.request().method() === 'PATCH' && !overtaken) {
        overtaken = true;
        await call(server, people.colleague.token, 'PATCH', path, { assignee: people.colleague.agent.id });
      }
      await route.continue();
    });
    await page.getByRole('button', { name: 'Resolve' }).click();
    const question = page.getByRole('dialog', { name: 'Changed meanwhile' });
    await expect.poll(() => question.textContent(), SOON).toContain('Lin');
    expect(await page.locator('.sb-status').textContent()).toBe('Open');
    await question.getByRole('button', { name: 'Change it all the same' }).click();
    await expect.poll(() => page.locator('.sb-status').textContent(), SOON).toBe('Resolved');
  });

  it('does not ask when only the customer wrote meanwhile', async () => {
    const shopper = await shopperSays('One moment');
    const page = await work(addressOf(shopper));
    const written = shopperHears(shopper);
    const versions: (string | undefined)[] = [];
    await page.route('**/v1/conversations/*', async (route) => {
      if (route.request().method() === 'PATCH' && versions.push(route.request().headers()['if-match']) === 1) {
        shopper.say('There is more');
        await written;
      }
      await route.continue();
    });
    await page.getByRole('button', { name: 'Resolve' }).click();
    await expect.poll(() => page.locator('.sb-status').textContent(), SOON).toBe('Resolved');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(new Set(versions).size).toBe(2);
  });

  it('keeps the draft when the sign-in ends, and goes on after the password', async () => {
    const page = await work(addressOf(await shopperSays('Hello?')));
    await fieldOf(page).fill('A long answer that nobody wants to type twice');
    const refuse = (url: string) => page.route(url, (route) => route.fulfill(REFUSED));
    await refuse('**/v1/auth/refresh');
    await refuse('**/v1/conversations/**');
    await page.getByRole('button', { name: 'Resolve' }).click();
    const overlay = page.getByRole('dialog', { name: 'Your sign-in has ended' });
    await overlay.waitFor();
    await page.unrouteAll();
    await overlay.locator('input[type=password]').fill(OWNER.password);
    await overlay.getByRole('button', { name: 'Sign in', exact: true }).click();
    await overlay.waitFor({ state: 'detached' });
    expect(await fieldOf(page).inputValue()).toBe('A long answer that nobody wants to type twice');
    await fieldOf(page).press('Enter');
    await expect.poll(() => page.locator('.sb-message[data-kind=shop]:not([data-state])').count(), SOON).toBe(1);
  });

  it('loads history upward without a jump', async () => {
    const texts = Array.from({ length: 90 }, (_, index) => `Message ${String(index + 1)}`);
    const page = await work(addressOf(await shopperSays(...texts)));
    const box = page.locator('.sb-scroll');
    await page.getByText('Message 90', { exact: true }).first().waitFor();
    const seen = page.locator('.sb-message', { hasText: 'Message 60' });
    const before = await box.evaluate((element) => {
      element.scrollTop = 500;
      const message = [...element.querySelectorAll('.sb-message')].find((one) =>
        one.textContent.includes('Message 60'),
      );
      return message?.getBoundingClientRect().top;
    });
    await expect.poll(() => page.locator('.sb-message').count(), SOON).toBe(90);
    expect(await seen.evaluate((element) => element.getBoundingClientRect().top)).toBeCloseTo(before ?? 0, 0);
  });

  it.each(['en-GB', 'zh-CN'])('fits a phone of 360 px in %s', async (locale) => {
    const shopper = await shopperSays('Fits?', 'x'.repeat(300));
    for (const path of ['/console/?list=open', addressOf(shopper), '/console/settings']) {
      const page = await work(path, { width: 360, locale });
      await page.locator('.sb-row:visible, .sb-bubble:visible, .sb-team li').first().waitFor();
      const widths = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect([path, widths[0]]).toEqual([path, widths[1]]);
    }
  });

  it('never broke its content policy nor threw', () => {
    expect(complaints).toEqual([]);
  });
});

/** Resolves when the shopper's next event is in the log. */
function shopperHears({ client }: ConsoleShopper): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.on('event', () => {
      stop();
      resolve();
    });
  });
}
