// The rights matrix: role × action. Server and tests read this one table; nothing else decides who may do what.

import type { KeyScope, ShopRole } from './words.js';

/** A role for rights: the operator of the installation, a role in a shop, the customer, or an API key. */
export type RightRole = 'operator' | ShopRole | 'customer' | 'apiKey';

/** What each role may do. `own`: only what is theirs. A scope: only API keys that hold it. */
export type Grant = true | 'own' | KeyScope;

/** Actions and who may do them; a role that is not named may not. */
export const RIGHTS = {
  'conversation.list': { owner: true, supervisor: true, agent: true, apiKey: 'conversations:read' },
  'conversation.read': { owner: true, supervisor: true, agent: true, customer: 'own', apiKey: 'conversations:read' },
  'conversation.start': { owner: true, supervisor: true, agent: true, customer: 'own', apiKey: 'conversations:write' },
  'message.send': { owner: true, supervisor: true, agent: true, customer: 'own', apiKey: 'conversations:write' },
  'message.edit': { owner: 'own', supervisor: 'own', agent: 'own', customer: 'own', apiKey: 'own' },
  'message.recall': { owner: true, supervisor: true, agent: 'own', customer: 'own', apiKey: 'own' },
  'note.read': { owner: true, supervisor: true, agent: true, apiKey: 'conversations:read' },
  'note.write': { owner: true, supervisor: true, agent: true, apiKey: 'conversations:write' },
  'conversation.change': { owner: true, supervisor: true, agent: true, apiKey: 'conversations:write' },
  'conversation.rate': { customer: 'own' },
  'customer.read': { owner: true, supervisor: true, agent: true, apiKey: 'conversations:read' },
  'customer.block': { owner: true, supervisor: true, agent: true },
  'shop.read': { owner: true, supervisor: true, agent: true, apiKey: 'shop:read' },
  'shop.change': { owner: true, supervisor: true },
  'shop.secrets': { owner: true },
  'agent.list': { owner: true, supervisor: true, agent: true, apiKey: 'shop:read' },
  'agent.invite': { owner: true, supervisor: true },
  'agent.remove': { owner: true, supervisor: true },
  'key.manage': { owner: true },
  'file.upload': { owner: true, supervisor: true, agent: true, customer: 'own', apiKey: 'conversations:write' },
  'nodes.read': { operator: true },
} as const satisfies Record<string, Partial<Record<RightRole, Grant>>>;

/** An action that the matrix knows. */
export type Action = keyof typeof RIGHTS;

/**
 * What the matrix grants to a role for an action; `undefined` means no.
 * @example grantOf('agent', 'message.recall') // 'own'
 */
export function grantOf(role: RightRole, action: Action): Grant | undefined {
  const row: Partial<Record<RightRole, Grant>> = RIGHTS[action];
  return row[role];
}
