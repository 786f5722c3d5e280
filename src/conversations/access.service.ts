// Who may do what in which conversation. A conversation of another shop, of another shopper, and one that does not exist
// are refused alike. On the hot path it answers from memory, without waiting.

import { Injectable } from '@nestjs/common';

import { requireRight, rightOf, roleIn } from '../auth/rights.js';
import { type ChatError, notFound } from '../common/chat-error.js';
import { isUuid } from '../common/ids.js';
import type { Principal } from '../common/principal.js';
import { Database } from '../persistence/database.js';
import type { Action, Audience, Side } from '../protocol/index.js';
import { audienceOf, sideOf } from './actor.js';
import { BoundedMap } from './bounded-map.js';
import { placeholders } from '../persistence/placeholders.js';

/** What a principal is to a conversation. */
export interface Access {
  conversationId: string;
  shopId: string;
  customerId: string;
  audience: Audience;
  side: Side;
}

interface Place {
  shopId: string;
  customerId: string;
}

const MAX_PLACES = 50_000;
/** A claim moves a conversation to another customer: its customer is asked again after this time. */
const CUSTOMER_MS = 5_000;

@Injectable()
export class AccessService {
  private readonly places = new BoundedMap<Place>(MAX_PLACES);

  constructor(private readonly database: Database) {}

  /**
   * Throws `not_found` for what is not this principal's to know, `forbidden` where its role lacks the right.
   * `action`: what it is about to do; reading by default.
   */
  async access(principal: Principal, conversationId: string, action: Action = 'conversation.read'): Promise<Access> {
    const withinMs = principal.kind === 'customer' ? CUSTOMER_MS : Infinity;
    const place = this.places.get(conversationId, withinMs) ?? (await this.load(conversationId));
    return this.judge(principal, conversationId, place, action);
  }

  /**
   * The same from memory; undefined where it must be asked. Its customer may be outdated, so whoever appends as a
   * customer checks the locked head again.
   */
  cached(principal: Principal, conversationId: string, action: Action): Access | undefined {
    const place = this.places.get(conversationId);
    if (!place || (principal.kind === 'customer' && !isOwn(principal, place))) return undefined;
    return this.judge(principal, conversationId, place, action);
  }

  /** Those of many conversations that the principal may read, by one query at most. */
  async readable(principal: Principal, conversationIds: readonly string[]): Promise<Set<string>> {
    const withinMs = principal.kind === 'customer' ? CUSTOMER_MS : Infinity;
    const places = new Map(conversationIds.map((id) => [id, this.places.get(id, withinMs)]));
    const unknown = conversationIds.filter((id) => isUuid(id) && places.get(id) === undefined);
    if (unknown.length > 0) {
      const sql = `SELECT id, shop_id, customer_id FROM conversation WHERE id IN (${placeholders(unknown.length)})`;
      const rows = await this.database.rows<{ id: string; shop_id: string; customer_id: string }>(sql, unknown);
      for (const row of rows) {
        places.set(row.id, { shopId: row.shop_id, customerId: row.customer_id });
        this.learn(row.id, { shopId: row.shop_id, customerId: row.customer_id });
      }
    }
    const mayRead = (place: Place | undefined): boolean =>
      place !== undefined &&
      isOwn(principal, place) &&
      rightOf(principal, place.shopId, 'conversation.read') !== undefined;
    return new Set(conversationIds.filter((id) => mayRead(places.get(id))));
  }

  /** Remembers a conversation that was just read or made. */
  learn(conversationId: string, { shopId, customerId }: Place): void {
    this.places.set(conversationId, { shopId, customerId });
  }

  private judge(principal: Principal, conversationId: string, place: Place, action: Action): Access {
    if (roleIn(principal, place.shopId) === undefined || !isOwn(principal, place)) throw noConversation();
    requireRight(principal, place.shopId, action);
    return { conversationId, ...place, audience: audienceOf(principal), side: sideOf(principal) };
  }

  private async load(conversationId: string): Promise<Place> {
    if (!isUuid(conversationId)) throw noConversation();
    const sql = 'SELECT shop_id, customer_id FROM conversation WHERE id = ?';
    const [row] = await this.database.rows<{ shop_id: string; customer_id: string }>(sql, [conversationId]);
    if (!row) throw noConversation();
    const place = { shopId: row.shop_id, customerId: row.customer_id };
    this.learn(conversationId, place);
    return place;
  }
}

/** The one answer to unknown and foreign conversations; the log gives the same. */
export function noConversation(): ChatError {
  return notFound('No such conversation');
}

function isOwn(principal: Principal, { customerId }: Pick<Place, 'customerId'>): boolean {
  if (principal.kind !== 'customer') return true;
  return principal.id === customerId || principal.aliases.includes(customerId);
}
