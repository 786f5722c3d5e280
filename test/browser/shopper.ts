// A shopper at the shop's page, who sees and does only what the screen gives.

import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';

import { Watch } from './watch.js';

/** One shopper in a browser of its own. */
export class Shopper {
  private constructor(
    readonly page: Page,
    readonly watch: Watch,
  ) {}

  /** Comes to the page and does nothing yet. */
  static async arrive(context: BrowserContext, url: string): Promise<Shopper> {
    const page = await context.newPage();
    const shopper = new Shopper(page, new Watch(page));
    await page.goto(url, { waitUntil: 'networkidle' });
    return shopper;
  }

  get frame(): FrameLocator {
    return this.page.frameLocator('iframe');
  }

  get launcher(): Locator {
    return this.page.locator('[data-shopbell] button');
  }

  /** Opens the chat and waits until it can be written in. */
  async openChat(): Promise<void> {
    await this.launcher.click();
    await this.ready();
  }

  async closeChat(): Promise<void> {
    await this.frame.getByRole('button', { name: 'Close chat' }).click();
    await this.page.locator('iframe:not(.open)').waitFor({ state: 'attached' });
  }

  /** The chat is open and connected. */
  async ready(): Promise<void> {
    await this.frame.locator('.link.online').waitFor();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async type(text: string): Promise<void> {
    await this.frame.getByRole('textbox').fill(text);
  }

  async write(...texts: string[]): Promise<void> {
    for (const text of texts) {
      await this.type(text);
      await this.frame.getByRole('textbox').press('Enter');
    }
  }

  /** All messages on the screen from top to bottom, own ones that are not sent yet too. */
  texts(): Promise<string[]> {
    return this.frame.locator('.message p.text').allTextContents();
  }

  /** What the newest own message says of how far it came. */
  async state(): Promise<string> {
    return (await this.frame.locator('.message.own .state').last().textContent()) ?? '';
  }

  async seesTyping(): Promise<boolean> {
    return (await this.frame.locator('.message.typing').count()) > 0;
  }

  /** Number on the button of the closed chat. */
  async badge(): Promise<string> {
    const badge = this.page.locator('[data-shopbell] button b');
    return (await badge.isVisible()) ? ((await badge.textContent()) ?? '') : '';
  }
}
