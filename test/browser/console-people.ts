// A shop with its people for the console's tests: the owner, a colleague, and a shopper on the SDK, all by the public API.

import WebSocket from 'ws';

import { type Client, createClient } from '../../clients/sdk/index.js';
import type { AgentSession, InvitationAnswer, VisitorSession } from '../../src/protocol/index.js';
import type { ServerProcess } from '../support/server-process.js';

/** The owner's account. */
export const OWNER = { email: 'robin@shop.example', password: 'correct horse battery' };

/** A shop and who works for it. */
export interface ConsolePeople {
  readonly shopKey: string;
  readonly owner: AgentSession;
  readonly colleague: AgentSession;
}

/** Calls the API; throws with the answer when it is no success. */
export async function call<T>(
  server: ServerProcess,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(server.url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Registers a shop and lets a colleague join it. */
export async function settle(server: ServerProcess): Promise<ConsolePeople> {
  const register = { ...OWNER, name: 'Robin', shop: 'Harbour Lamps' };
  const owner = await call<AgentSession>(server, '', 'POST', '/v1/auth/register', register);
  const shop = `/v1/shops/${owner.agent.shops[0]?.id ?? ''}`;
  const { shopKey } = await call<{ shopKey: string }>(server, owner.token, 'GET', shop);
  const invitation = { email: 'lin@shop.example', role: 'agent' };
  const { link = '' } = await call<InvitationAnswer>(server, owner.token, 'POST', `${shop}/invitations`, invitation);
  const secret = link.split(/[/=]/).at(-1) ?? '';
  const joining = { name: 'Lin', password: 'another long password' };
  const colleague = await call<AgentSession>(server, '', 'POST', `/v1/invitations/${secret}`, joining);
  return { shopKey, owner, colleague };
}

/** A shopper with a first message. */
export class ConsoleShopper {
  private constructor(
    readonly client: Client,
    readonly conversation: string,
  ) {}

  static async write(server: ServerProcess, shopKey: string, ...texts: string[]): Promise<ConsoleShopper> {
    const { token } = await call<VisitorSession>(server, '', 'POST', '/v1/visitors', { shopKey });
    const client = createClient({
      url: server.socketUrl,
      getToken: () => Promise.resolve(token),
      device: 'shopper',
      WebSocket,
      lifecycle: null,
    });
    const last = new Promise<string>((resolve) => {
      client.on('event', (event) => {
        if (event.type === 'message' && event.counts.customer === texts.length) resolve(event.conversation);
      });
    });
    client.start();
    for (const text of texts) client.send({ content: { kind: 'text', text } });
    return new ConsoleShopper(client, await last);
  }

  say(text: string): void {
    this.client.send({ conversation: this.conversation, content: { kind: 'text', text } });
  }
}
