// One HTTP call of the API: JSON there and back, and every failure an ApiProblem.

import { networkProblem, readProblem } from './problem.js';

/** What a call may carry. */
export interface CallOptions {
  body?: unknown;
  /** Further headers. */
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Calls and gives the answer as it comes. Throws ApiProblem. */
export async function exchange(fetch: Fetch, method: string, path: string, options: CallOptions): Promise<Response> {
  const headers = { accept: 'application/json', ...options.headers };
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: options.body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      ...(options.signal && { signal: options.signal }),
    });
  } catch (cause) {
    throw networkProblem(cause);
  }
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** Calls and reads the answer; undefined where it has no body. Throws ApiProblem. */
export async function call(fetch: Fetch, method: string, path: string, options: CallOptions = {}): Promise<unknown> {
  const response = await exchange(fetch, method, path, options);
  const answer = await response.text();
  if (answer === '') return undefined;
  try {
    return JSON.parse(answer) as unknown;
  } catch (cause) {
    throw networkProblem(cause); // Not the API's answer: a captive portal or a proxy spoke.
  }
}
