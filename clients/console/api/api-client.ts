// Calls of the API in the agent's name. A token that is refused is replaced and the call made once more, never twice.

import { StopError } from '../../sdk/index.js';
import { call, type CallOptions, exchange, type Fetch } from './http.js';
import { ApiProblem } from './problem.js';

/** Where tokens come from. */
export interface TokenSource {
  token(): Promise<string>;
  /** A token other than the refused one. */
  replace(refused: string): Promise<string>;
}

/** Makes calls that need a sign-in. Every failure is an ApiProblem. */
export class ApiClient {
  constructor(
    private readonly tokens: TokenSource,
    private readonly fetch: Fetch,
  ) {}

  async request(method: string, path: string, options: CallOptions = {}): Promise<unknown> {
    return this.signed((headers) =>
      call(this.fetch, method, path, { ...options, headers: { ...options.headers, ...headers } }),
    );
  }

  /** The bytes behind a path. */
  async download(path: string): Promise<Blob> {
    const response = await this.signed((headers) => exchange(this.fetch, 'GET', path, { headers }));
    return response.blob();
  }

  private async signed<T>(send: (headers: Record<string, string>) => Promise<T>): Promise<T> {
    const token = await this.tokenBy(() => this.tokens.token());
    try {
      return await send({ authorization: `Bearer ${token}` });
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'unauthorized') throw error;
      const next = await this.tokenBy(() => this.tokens.replace(token));
      return send({ authorization: `Bearer ${next}` });
    }
  }

  private async tokenBy(ask: () => Promise<string>): Promise<string> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StopError)) throw error;
      const facts = {
        status: 401,
        code: 'unauthorized',
        detail: error.message,
        retryAfterMs: null,
        fields: [],
        body: {},
      } as const;
      throw new ApiProblem(facts, { cause: error });
    }
  }
}
