// Who is signed in. The access token lives in this memory only; the refresh token is a cookie that no script can read.
// One refresh is in flight at a time, in all tabs of the browser, and the token is renewed before it ends.

import { StopError } from '../../sdk/index.js';
import type { AgentRow, AgentSession } from '../../sdk/protocol.js';
import { call, type Fetch } from './http.js';
import { ApiProblem } from './problem.js';

/** A token that ends sooner than this is renewed first. The server's warning comes 60 s before the end. */
const MARGIN_MS = 90_000;
const RETRY_MS = 3_000;

/** Where the sign-in stands. `expired`: it ended by itself, and what the agent was doing stays on the screen. */
export type SessionState =
  | { readonly name: 'starting'; readonly unreachable: boolean }
  | { readonly name: 'signed-out' }
  | { readonly name: 'signed-in'; readonly agent: AgentRow }
  | { readonly name: 'expired'; readonly agent: AgentRow };

/** Runs work while no other tab runs it. */
export type Exclusive = (work: () => Promise<AgentSession>) => Promise<AgentSession>;

/** The browser's own lock, where it has one. */
const byWebLock: Exclusive = (work) =>
  'locks' in navigator ? navigator.locks.request('shopbell.refresh', work) : work();

/** Keeps the sign-in of one agent. */
export class Session {
  private held: { token: string; endsAt: number } | null = null;
  private refreshing: Promise<string> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private current: SessionState = { name: 'starting', unreachable: false };
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly fetch: Fetch,
    private readonly exclusive: Exclusive = byWebLock,
  ) {}

  get state(): SessionState {
    return this.current;
  }

  /** Listens for changes of `state`; returns how to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes up the sign-in of an earlier visit, if the cookie still holds one. */
  async start(): Promise<void> {
    try {
      await this.renew();
    } catch (error) {
      if (error instanceof StopError) return;
      this.become({ name: 'starting', unreachable: true });
      this.timer = setTimeout(() => void this.start(), RETRY_MS);
    }
  }

  /** Throws ApiProblem: `unauthorized` for a wrong password, `rate_limited` while locked. */
  async signIn(email: string, password: string): Promise<void> {
    this.take((await call(this.fetch, 'POST', '/v1/auth/login', { body: { email, password } })) as AgentSession);
  }

  /** Takes a sign-in that another call began: joining a shop. */
  adopt(session: AgentSession): void {
    this.take(session);
  }

  /** Signs out here, or on all devices. The screen is left at once; a server that is away forgets the cookie at its end. */
  async signOut(everywhere: boolean): Promise<void> {
    try {
      await call(this.fetch, 'POST', '/v1/auth/logout', { body: { everywhere } });
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'unauthorized') throw error;
    }
    this.leave();
  }

  /** An agent whose sign-in ended does not come back: somebody else may sign in. */
  leave(): void {
    this.drop();
    this.become({ name: 'signed-out' });
  }

  /** A token that is good for a while. Rejects with StopError when nobody is signed in any more. */
  async token(): Promise<string> {
    if (this.held && Date.now() < this.held.endsAt - MARGIN_MS) return this.held.token;
    return this.renew();
  }

  /** A token other than this one, which was refused. */
  async replace(refused: string): Promise<string> {
    if (this.held && this.held.token !== refused) return this.held.token;
    return this.renew();
  }

  /** The agent's row changed: the presence it chose. */
  update(change: Partial<AgentRow>): void {
    if (this.current.name === 'signed-in')
      this.become({ ...this.current, agent: { ...this.current.agent, ...change } });
  }

  /** The page goes. */
  stop(): void {
    clearTimeout(this.timer);
  }

  private renew(): Promise<string> {
    this.refreshing ??= this.refresh().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  private async refresh(): Promise<string> {
    try {
      const body = {};
      const post = async () => (await call(this.fetch, 'POST', '/v1/auth/refresh', { body })) as AgentSession;
      return this.take(await this.exclusive(post));
    } catch (error) {
      if (!(error instanceof ApiProblem) || (error.code !== 'unauthorized' && error.code !== 'forbidden')) throw error;
      this.end();
      throw new StopError('The sign-in ended');
    }
  }

  private take({ token, expiresIn, agent }: AgentSession): string {
    this.held = { token, endsAt: Date.now() + expiresIn };
    clearTimeout(this.timer);
    this.renewIn(Math.max(1_000, expiresIn - MARGIN_MS));
    this.become({ name: 'signed-in', agent });
    return token;
  }

  private renewIn(ms: number): void {
    // A refresh that fails for the moment is tried again; one that is refused for good has changed the state.
    this.timer = setTimeout(() => {
      this.renew().catch((error: unknown) => {
        if (!(error instanceof StopError)) this.renewIn(RETRY_MS);
      });
    }, ms);
  }

  private end(): void {
    const agent = 'agent' in this.current ? this.current.agent : null;
    this.drop();
    this.become(agent ? { name: 'expired', agent } : { name: 'signed-out' });
  }

  private drop(): void {
    this.held = null;
    clearTimeout(this.timer);
  }

  private become(state: SessionState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}
