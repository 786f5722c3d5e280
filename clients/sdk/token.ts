// The access token: asked for when none is held or the held one is about to end, and kept over reconnects until then.

import type { Clock } from './clock.js';

/** A token that ends sooner than this is not worth a connection. */
const MARGIN_MS = 10_000;

/** Keeps one token. */
export class TokenKeeper {
  private token: string | null = null;
  private endsAt = Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly ask: () => Promise<string>,
  ) {}

  /** The held token, or a new one. Rejects with what `getToken` rejects with. */
  async get(): Promise<string> {
    if (this.token === null || this.clock.now() > this.endsAt - MARGIN_MS) {
      this.token = null;
      const token: unknown = await this.ask();
      if (typeof token !== 'string' || token === '') throw new TypeError('No token');
      this.token = token;
      this.endsAt = Infinity;
    }
    return this.token;
  }

  /** The server tells how long the token still lives, in milliseconds. */
  livesFor(ms: number): void {
    this.endsAt = this.clock.now() + ms;
  }

  /** It ended, or its end is near: the next `get` asks anew. */
  drop(): void {
    this.token = null;
  }
}
