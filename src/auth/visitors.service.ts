// A shopper arrives: recognised by its visitor token, or by an identity that the shop signed. Nothing is written before
// the first event, except what a known customer's identity says anew and the one-time claim of a visitor.

import { Injectable } from '@nestjs/common';

import { ChatError, notFound } from '../common/chat-error.js';
import type { CustomerPrincipal, CustomerProfile } from '../common/principal.js';
import { Customer, Shop } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import type { VisitorRequest, VisitorSession } from '../protocol/index.js';
import { ConversationSummary } from './conversation-summary.js';
import { PrincipalService } from './principal.service.js';
import { verifyIdentity } from './shop-identity.js';
import { type IssuedToken, TokenService } from './token.service.js';
import { VisitorClaims } from './visitor-claims.js';
import { isShopKey, isVisitorToken, newVisitorToken, verifiedId, visitorId } from './visitor-id.js';

interface Arrival {
  issued: IssuedToken;
  visitorToken: string;
}

@Injectable()
export class VisitorsService {
  constructor(
    private readonly database: Database,
    private readonly tokens: TokenService,
    private readonly principals: PrincipalService,
    private readonly claims: VisitorClaims,
    private readonly conversations: ConversationSummary,
  ) {}

  /** Throws `not_found` (shop), `unauthorized` or `invalid` (identity), `blocked`. */
  async arrive({ shopKey, visitorToken, identity }: VisitorRequest): Promise<VisitorSession> {
    const shop = isShopKey(shopKey) ? await this.database.read.getRepository(Shop).findOneBy({ shopKey }) : null;
    if (!shop) throw notFound('No shop has this key');
    const known = visitorToken !== undefined && isVisitorToken(visitorToken) ? visitorToken : null;
    const arrival =
      identity === undefined ? await this.anonymous(shop, known) : await this.verified(shop, known, identity);
    const { principal } = await this.principals.authenticate(arrival.issued.token);
    if (principal.kind !== 'customer') throw new ChatError('unauthorized', 'Sign in first');
    return {
      ...arrival.issued,
      visitorToken: arrival.visitorToken,
      customer: await this.row(principal),
      shop: { id: shop.id, name: shop.name, color: shop.color, locale: shop.locale },
      conversation: await this.conversations.activeOf(principal),
    };
  }

  private async anonymous(shop: Shop, known: string | null): Promise<Arrival> {
    if (shop.enforceIdentity === 1) throw new ChatError('unauthorized', 'This shop takes signed-in shoppers only');
    const row = known === null ? null : await this.find(visitorId(shop.id, known));
    // A claimed visitor's history belongs to a verified customer: whoever holds the old token begins anew.
    const visitorToken = known === null || row?.claimedBy ? newVisitorToken() : known;
    const customer = { id: visitorId(shop.id, visitorToken), shop: shop.id, verified: false };
    return { issued: await this.tokens.signCustomer(customer), visitorToken };
  }

  private async verified(shop: Shop, known: string | null, identity: string): Promise<Arrival> {
    const secrets = [
      shop.identitySecret,
      ...(shop.previousIdentitySecret === null ? [] : [shop.previousIdentitySecret]),
    ];
    const { profile, expiresAt } = await verifyIdentity(identity, secrets, this.database.clock.now());
    const { externalId } = profile;
    const row = await this.database.read.getRepository(Customer).findOneBy({ shopId: shop.id, externalId });
    const id = row?.id ?? verifiedId(shop.id, externalId);
    if (row?.blockedAt) throw new ChatError('blocked', 'This shop does not take messages from you');
    if (row) await this.refreshProfile(row, profile);
    const visitorToken = await this.claimed({ id, shopId: shop.id, profile }, known);
    const customer = { id, shop: shop.id, verified: true, ...(row ? {} : { profile }) };
    return { issued: await this.tokens.signCustomer(customer, expiresAt), visitorToken };
  }

  /** Claims the visitor if there is one to claim. The visitor token to hold from now on: a fresh one for a claimed visitor. */
  private async claimed(claimant: Parameters<VisitorClaims['claim']>[1], known: string | null): Promise<string> {
    if (known === null) return newVisitorToken();
    const visitor = await this.find(visitorId(claimant.shopId, known));
    if (!visitor) return known;
    if (visitor.claimedBy === null) await this.claims.claim(visitor.id, claimant);
    return newVisitorToken();
  }

  /** Takes over what the identity says; what it leaves out stays. */
  private async refreshProfile(row: Customer, { name, email, phone, attributes }: CustomerProfile): Promise<void> {
    const said = Object.entries({ name, email, phone, attributes }).filter(([, value]) => value !== null);
    const fresh = said.filter(([key, value]) => JSON.stringify(row[key as keyof Customer]) !== JSON.stringify(value));
    if (fresh.length === 0) return;
    const changes = Object.fromEntries(fresh) as Partial<Pick<Customer, 'name' | 'email' | 'phone' | 'attributes'>>;
    await this.database.transaction((manager) => manager.getRepository(Customer).update({ id: row.id }, changes));
  }

  private async row({ id, name, verified, profile }: CustomerPrincipal): Promise<VisitorSession['customer']> {
    const { email = null, phone = null, attributes = null } = profile ?? (await this.find(id)) ?? {};
    return { id, name, verified, email, phone, attributes };
  }

  private find(id: string): Promise<Customer | null> {
    return this.database.read.getRepository(Customer).findOneBy({ id });
  }
}
