// How far an own message came, derived from the other side's marks: never guessed, never stored.

import type { MessageItem } from './conversation-state.js';
import type { ActorRole, Marks, Side } from './protocol.js';

/** The side that a role stands on; null for the system. */
export function sideOf(role: ActorRole): Side | null {
  if (role === 'customer') return 'customer';
  return role === 'system' ? null : 'shop';
}

/** The side across. */
export function otherSide(side: Side): Side {
  return side === 'shop' ? 'customer' : 'shop';
}

/**
 * State of a message that is in the log, as its sender may say it.
 * @example deliveryOf(state.marks, item) // 'read'
 */
export function deliveryOf(marks: Marks, item: Pick<MessageItem, 'seq' | 'by'>): 'sent' | 'delivered' | 'read' {
  const other = otherSide(sideOf(item.by.role) ?? 'shop');
  if (marks.read[other] >= item.seq) return 'read';
  return marks.delivered[other] >= item.seq ? 'delivered' : 'sent';
}
