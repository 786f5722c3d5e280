// Shapes of answers that only the console asks for; everything that the wire shares stands in the protocol.

import type { AgentState, ConversationRow, CustomerRow, ShopRole } from '../../sdk/protocol.js';

/** `GET /v1/conversations/:id` for an agent: the row, and what the customer looks at. */
export interface ConversationDetail extends ConversationRow {
  context?: Readonly<Record<string, unknown>> | null;
}

/** `GET /v1/customers/:id`. */
export interface CustomerDetail extends CustomerRow {
  /** The shop takes no messages of it. */
  blocked: boolean;
}

/** `GET /v1/shops/:id`. */
export interface ShopDetail {
  id: string;
  name: string;
  shopKey: string;
  /** Origins of pages that may hold the widget. */
  origins: string[];
  /** Where the widget's files are, if not on the console's own origin. */
  widgetOrigin?: string;
}

/** An agent as a member of a shop. */
export interface MemberRow {
  id: string;
  name: string;
  email: string;
  role: ShopRole;
  state: AgentState;
}

/** `GET /v1/invitations/:token`. */
export interface InvitationInfo {
  shop: { name: string };
  email: string;
  role: ShopRole;
  /** The invited already has an account: its password is asked for instead of a new one. */
  registered: boolean;
}
