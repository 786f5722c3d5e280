// What a shopper is told of its conversation when it arrives. Conversations stand above this folder and provide it.

import type { CustomerPrincipal } from '../common/principal.js';
import type { ConversationSnapshot } from '../protocol/index.js';

/** Provided by the module of conversations (global, so that this folder need not know it). */
export abstract class ConversationSummary {
  /** The customer's one unresolved conversation, if there is one. */
  abstract activeOf(customer: CustomerPrincipal): Promise<ConversationSnapshot | null>;
}
