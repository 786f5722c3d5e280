// A stored event as clients see it. The text of a frame is made once for each audience and shared by all receivers.

import type { Audience, ChatEvent } from '../protocol/index.js';
import type { EventRow } from './entities/index.js';

/** The event for an audience; `after` joins it to the one before it that the audience sees. */
export function toWire(row: EventRow, audience: Audience): ChatEvent {
  return {
    conversation: row.conversationId,
    seq: row.seq,
    after: audience === 'agents' ? row.seq - 1 : row.afterPublic,
    type: row.type,
    by: { role: row.senderRole, id: row.sender.slice(2), name: row.senderName },
    at: new Date(row.createdAt).toISOString(),
    ...(row.clientId === null ? {} : { id: row.clientId }),
    counts: { customer: row.customerCount, shop: row.shopCount },
    ...row.content,
  } as ChatEvent;
}

/** Whether an audience sees the event. */
export function sees(row: Pick<EventRow, 'audience'>, audience: Audience): boolean {
  return audience === 'agents' || row.audience === 'all';
}
