// An agent at the console, who sees and does only what the screen gives.

import type { BrowserContext, Locator, Page } from 'playwright-core';

import { Watch } from './watch.js';

/** Whose account it is. */
export interface Account {
  email: string;
  password: string;
}

/** One agent in a browser of its own. */
export class Agent {
  private constructor(
    readonly page: Page,
    readonly watch: Watch,
  ) {}

  /** Signs in and looks at the list of all open conversations. */
  static async signIn(context: BrowserContext, origin: string, { email, password }: Account): Promise<Agent> {
    const page = await context.newPage();
    const agent = new Agent(page, new Watch(page));
    await page.goto(`${origin}/console/?list=open`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    return agent;
  }

  /** The row of the list whose last message is this. */
  row(preview: string): Locator {
    return this.page.locator('.sb-row', { hasText: preview });
  }

  /** Opens the conversation whose last message is this. */
  async open(preview: string): Promise<void> {
    await this.row(preview).click();
    await this.page.locator('.sb-message', { hasText: preview }).waitFor();
  }

  /** Id of the conversation that is open. */
  get conversation(): string {
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
  }

  private get field(): Locator {
    return this.page.getByRole('textbox', { name: 'Your message' });
  }

  async type(text: string): Promise<void> {
    await this.field.fill(text);
  }

  async write(...texts: string[]): Promise<void> {
    for (const text of texts) {
      await this.type(text);
      await this.field.press('Enter');
    }
  }

  /** Writes a note for the team and goes back to replies. */
  async note(text: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Note', exact: true }).click();
    await this.write(text);
    await this.page.locator('.sb-message[data-kind="note"]', { hasText: text }).waitFor();
    await this.page.getByRole('button', { name: 'Reply', exact: true }).click();
  }

  async press(name: 'Resolve' | 'Reopen'): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** All messages on the screen from top to bottom without notes, own ones that are not sent yet too. */
  texts(): Promise<string[]> {
    return this.page.locator('.sb-message:not([data-kind="note"]) .sb-text').allTextContents();
  }

  /** How far the message of this text came: `sending`, `sent`, `delivered`, `read`. */
  async state(text: string): Promise<string> {
    const message = this.page.locator('.sb-message[data-kind="shop"]', { hasText: text });
    const pending = await message.getAttribute('data-state');
    return pending ?? (await message.locator('.sb-delivery').getAttribute('data-delivery')) ?? '';
  }

  /** Status in the head of the conversation. */
  async status(): Promise<string> {
    return (await this.page.locator('.sb-status').textContent()) ?? '';
  }

  async seesTyping(): Promise<boolean> {
    return (await this.page.locator('.sb-typing-dots').count()) > 0;
  }
}
