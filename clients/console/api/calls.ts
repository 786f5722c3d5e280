// Every call that the console makes in an agent's name, one method each, so that paths stand in one place.

import type {
  AgentState,
  AppendAnswer,
  ChangeRequest,
  Content,
  ConversationRow,
  InboxFilter,
  InvitationAnswer,
  InvitationRequest,
  Page,
} from '../../sdk/protocol.js';
import type { ApiClient } from './api-client.js';
import { inboxQuery } from './inbox-query.js';
import type { ConversationDetail, CustomerDetail, MemberRow, ShopDetail } from './shapes.js';

const conversation = (id: string): string => `/v1/conversations/${encodeURIComponent(id)}`;
const shop = (id: string): string => `/v1/shops/${encodeURIComponent(id)}`;
const customer = (id: string): string => `/v1/customers/${encodeURIComponent(id)}`;
/** The same key again means the same append: it is made once, however often it is asked for. */
const once = (key: string): Record<string, string> => ({ 'idempotency-key': key });

/** The API as an agent uses it. */
export class Calls {
  constructor(private readonly api: ApiClient) {}

  async inbox(filter: InboxFilter, cursor: string | null, signal?: AbortSignal): Promise<Page<ConversationRow>> {
    const path = `/v1/conversations?${inboxQuery(filter, cursor)}`;
    return (await this.api.request('GET', path, signal ? { signal } : {})) as Page<ConversationRow>;
  }

  async conversation(id: string): Promise<ConversationDetail> {
    return (await this.api.request('GET', conversation(id))) as ConversationDetail;
  }

  async change(id: string, body: ChangeRequest, version: number, key: string): Promise<void> {
    await this.api.request('PATCH', conversation(id), { body, headers: { ...once(key), 'if-match': `"${version}"` } });
  }

  async note(id: string, content: Content, key: string): Promise<AppendAnswer> {
    const options = { body: { content }, headers: once(key) };
    return (await this.api.request('POST', `${conversation(id)}/notes`, options)) as AppendAnswer;
  }

  async edit(id: string, seq: number, content: Content, key: string): Promise<void> {
    await this.api.request('PATCH', `${conversation(id)}/messages/${seq}`, { body: { content }, headers: once(key) });
  }

  async recall(id: string, seq: number, key: string): Promise<void> {
    await this.api.request('POST', `${conversation(id)}/messages/${seq}/recall`, { body: {}, headers: once(key) });
  }

  async customer(id: string): Promise<CustomerDetail> {
    return (await this.api.request('GET', customer(id))) as CustomerDetail;
  }

  async block(id: string, blocked: boolean): Promise<CustomerDetail> {
    const path = `${customer(id)}/${blocked ? 'block' : 'unblock'}`;
    return (await this.api.request('POST', path, { body: {} })) as CustomerDetail;
  }

  async file(id: string): Promise<Blob> {
    return this.api.download(`/v1/files/${encodeURIComponent(id)}`);
  }

  async presence(state: AgentState): Promise<void> {
    await this.api.request('PUT', '/v1/agents/me/presence', { body: { state } });
  }

  async shop(id: string): Promise<ShopDetail> {
    return (await this.api.request('GET', shop(id))) as ShopDetail;
  }

  async setOrigins(id: string, origins: readonly string[]): Promise<void> {
    await this.api.request('PATCH', shop(id), { body: { origins } });
  }

  async members(id: string): Promise<readonly MemberRow[]> {
    return ((await this.api.request('GET', `${shop(id)}/agents`)) as Page<MemberRow>).items;
  }

  async invite(id: string, body: InvitationRequest): Promise<InvitationAnswer> {
    return (await this.api.request('POST', `${shop(id)}/invitations`, { body })) as InvitationAnswer;
  }
}
