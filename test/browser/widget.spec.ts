// The built widget in a real browser, on a shop's page of another origin, with a scripted server behind it.
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchChromium } from '../support/services/chromium.js';
import { startWidgetPlace, type WidgetPlace } from './widget-place.js';

let browser: Browser;
let place: WidgetPlace;
let context: BrowserContext;
let page: Page;
let frame: FrameLocator;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  place = await startWidgetPlace();
  complaints.length = 0;
  await visit({ locale: 'en-GB' });
});
afterEach(async () => {
  await context.close();
  await place.close();
});

async function visit(options: NonNullable<Parameters<Browser['newContext']>[0]>): Promise<void> {
  context = await browser.newContext(options);
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(place.page);
  frame = page.frameLocator('[data-shopbell] iframe');
}

const launcher = () => page.locator('[data-shopbell] button');
const composer = () => frame.getByRole('textbox');
const messages = () => frame.locator('.message');
const open = async () => {
  await launcher().click();
  await composer().waitFor();
  await frame.locator('.link.online').waitFor();
};
const write = async (text: string) => {
  await composer().fill(text);
  await composer().press('Enter');
};

describe('before intent', () => {
  it('loads the one script, and no frame, font or socket', async () => {
    await page.waitForLoadState('networkidle');
    expect(place.asked).toEqual(['/widget.js']);
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await launcher().getAttribute('aria-label')).toBe('Open chat');
  });

  it('takes up calls that were made before it had loaded', async () => {
    await page.addInitScript(() => {
      const waiting = window as unknown as { shopbell: { (...call: unknown[]): void; q?: unknown[] } };
      waiting.shopbell = (...call) => (waiting.shopbell.q = waiting.shopbell.q ?? []).push(call);
      waiting.shopbell('open');
    });
    await page.reload();
    await composer().waitFor();
  });
});

describe('a conversation', () => {
  it('shows of an own message truly how far it came', async () => {
    await open();
    place.chat.mute = true;
    await write('Is it in stock?');
    await frame.getByText('Sending…').waitFor();
    place.chat.mute = false;
    place.chat.disconnect(false);
    await frame.getByText('Sent', { exact: true }).waitFor();
    place.chat.shopHas('delivered');
    await frame.getByText('Delivered').waitFor();
    place.chat.shopHas('read');
    await frame.getByText('Read', { exact: true }).waitFor();
    expect(await messages().count()).toBe(1);
  });

  it('lets a refused message be sent again or deleted', async () => {
    await open();
    place.chat.refuseWith = 'blocked';
    await write('First');
    await frame.getByText('Not sent').waitFor();
    await frame.getByRole('button', { name: 'Try again' }).click();
    await frame.getByText('Sent', { exact: true }).waitFor();
    place.chat.refuseWith = 'blocked';
    await write('Second');
    await frame.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => messages().count()).toBe(1);
  });

  it('says that messages wait while the connection is away, and sends them once after', async () => {
    await open();
    place.chat.disconnect(true);
    await frame.getByText('Messages are sent when it is back').waitFor();
    await write('Written offline');
    await frame.getByText('Waiting for connection').waitFor();
    place.chat.disconnect(false);
    await frame.getByText('Sent', { exact: true }).waitFor({ timeout: 30_000 });
    expect(place.chat.events.length).toBe(1);
  });

  it('shows what people typed as text, and only safe addresses as links', async () => {
    await open();
    place.chat.says('<img src=x onerror=alert(1)> javascript:alert(1) https://a.example/x.');
    await frame.getByText('<img src=x onerror=alert(1)>').waitFor();
    const links = frame.locator('.message a');
    expect(await links.count()).toBe(1);
    expect(await links.first().getAttribute('href')).toBe('https://a.example/x');
    expect(await links.first().getAttribute('rel')).toContain('noopener noreferrer');
  });

  it('counts what is unread while closed, and marks as read only what is looked at', async () => {
    await open();
    await write('Hello');
    await page.keyboard.press('Escape');
    await expect.poll(() => launcher().getAttribute('aria-expanded')).toBe('false');
    place.chat.says('An answer');
    await expect.poll(() => launcher().getAttribute('aria-label')).toBe('Open chat (unread messages: 1)');
    expect(place.chat.readByShopper).toBeLessThan(2);
    await launcher().click();
    await expect.poll(() => place.chat.readByShopper).toBe(2);
    await expect.poll(() => launcher().getAttribute('aria-label')).toBe('Close chat');
  });

  it('brings history on scrolling up, without a jump', async () => {
    for (let index = 1; index <= 140; index++) place.chat.says(`Message ${index}`);
    await open();
    await frame.getByText('Message 140').waitFor();
    const list = frame.locator('.list');
    const count = await messages().count();
    expect(count).toBeLessThan(140);
    // Measured in the same task as the scrolling, so before any history can have come.
    const [text, before] = await list.evaluate((node) => {
      node.scrollTop = 200;
      const message = node.querySelectorAll('.message .text')[6];
      return [message?.textContent ?? '', message?.getBoundingClientRect().top ?? 0] as const;
    });
    await expect.poll(() => messages().count()).toBeGreaterThan(count);
    const same = frame.getByText(text, { exact: true });
    const after = await same.evaluate((node) => node.getBoundingClientRect().top);
    expect(Math.abs(after - before)).toBeLessThan(40);
  });

  it('does not send while an input method composes', async () => {
    await open();
    await composer().fill('ni');
    await composer().dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    expect(await composer().inputValue()).toBe('ni');
    expect(place.chat.events.length).toBe(0);
  });
});

describe('the page and the frame', () => {
  it('carry on over a reload: draft, visitor, and no token in any address', async () => {
    await open();
    await write('Hello');
    await frame.getByText('Sent', { exact: true }).waitFor();
    await composer().fill('Half a sen');
    await page.reload();
    await frame.getByText('Hello', { exact: true }).waitFor();
    expect(await composer().inputValue()).toBe('Half a sen');
    expect(place.visits.at(-1)).toEqual({ shopKey: 'shop_demo', visitorToken: 'visitor-1' });
    expect(place.asked.join(' ')).not.toMatch(/visitor-1|a\.b\.c/);
  });

  it('ignores messages that are not from the exact window and origin', async () => {
    await open();
    await page.evaluate(() => window.postMessage({ shopbell: 1, type: 'close' }, '*'));
    await page.evaluate(() => {
      const stranger = document.createElement('iframe');
      stranger.srcdoc = '<script>parent.postMessage({ shopbell: 1, type: "close" }, "*")</script>';
      document.body.append(stranger);
      return new Promise((resolve) => (stranger.onload = resolve));
    });
    expect(await launcher().getAttribute('aria-expanded')).toBe('true');
  });

  it('gives the focus to the composer, and back to the launcher on Esc', async () => {
    await launcher().focus();
    await page.keyboard.press('Enter');
    await composer().waitFor();
    await expect.poll(() => composer().evaluate((node) => node === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName))
      .toBe('BUTTON');
  });

  it('forgets the shopper on shutdown and goes away', async () => {
    await open();
    await page.evaluate(() => (window as unknown as { shopbell: (name: string) => void }).shopbell('shutdown'));
    await expect.poll(() => page.locator('[data-shopbell]').count()).toBe(0);
    await page.reload();
    await open();
    expect(place.visits.at(-1)).toEqual({ shopKey: 'shop_demo' });
  });

  it('speaks Chinese and fills a phone', async () => {
    await context.close();
    await visit({ locale: 'zh-CN', viewport: { width: 360, height: 740 } });
    await launcher().click();
    await frame.getByPlaceholder('输入消息…').waitFor();
    await vi.waitFor(async () => {
      expect(await page.locator('[data-shopbell] iframe').boundingBox()).toEqual({
        x: 0,
        y: 0,
        width: 360,
        height: 740,
      });
    });
  });

  it('breaks no rule of a strict content policy and raises no error', async () => {
    await open();
    place.chat.says('Hello');
    await frame.getByText('Hello', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });
});
