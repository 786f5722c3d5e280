// A scripted server behind `fetch`, for the specs of this folder.

import type { AgentSession } from '../../sdk/protocol.js';

/** Makes an answer. */
type Handler = (init: RequestInit) => Response;

/** Answers each call by its method and path. */
export class FakeServer {
  private readonly handlers = new Map<string, Handler>();
  private readonly calls: string[] = [];

  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    const name = `${init.method ?? 'GET'} ${url}`;
    this.calls.push(name);
    const handler = this.handlers.get(name);
    return handler ? Promise.resolve(handler(init)) : Promise.reject(new TypeError(`no answer to ${name}`));
  };

  on(name: string, handler: Handler): void {
    this.handlers.set(name, handler);
  }

  count(name: string): number {
    return this.calls.filter((call) => call === name).length;
  }
}

/** A JSON answer. */
export function answer(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

/** A problem as the server words it. */
export function problem(status: number, code: string, more: Record<string, unknown> = {}): Response {
  return answer(
    { type: `urn:shopbell:problem:${code}`, status, code, detail: 'No', retryable: false, ...more },
    status,
  );
}

/** An agent's sign-in. */
export function sessionOf(token: string, expiresIn: number): AgentSession {
  return { token, expiresIn, agent: { id: 'a1', email: 'ana@shop.test', name: 'Ana', state: 'online', shops: [] } };
}
