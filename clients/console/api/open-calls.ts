// Calls that need no sign-in: the links that come by mail.

import type { AgentSession } from '../../sdk/protocol.js';
import { call, type Fetch } from './http.js';
import type { InvitationInfo } from './shapes.js';

/** What links and forgotten passwords need. */
export class OpenCalls {
  constructor(private readonly fetch: Fetch) {}

  async invitation(token: string): Promise<InvitationInfo> {
    return (await call(this.fetch, 'GET', this.path(token))) as InvitationInfo;
  }

  /** Joins, and signs in. */
  async accept(token: string, name: string, password: string): Promise<AgentSession> {
    return (await call(this.fetch, 'POST', this.path(token), { body: { name, password } })) as AgentSession;
  }

  /** Sends a link, if the address is known; the answer does not tell. */
  async askReset(email: string): Promise<void> {
    await call(this.fetch, 'POST', '/v1/auth/password/reset', { body: { email } });
  }

  async reset(token: string, password: string): Promise<void> {
    await call(this.fetch, 'POST', '/v1/auth/password/reset/confirm', { body: { token, password } });
  }

  private path(token: string): string {
    return `/v1/invitations/${encodeURIComponent(token)}`;
  }
}
