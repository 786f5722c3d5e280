// Principal: whoever a token speaks for. Made at the edge from a verified token, trusted inside.

import type { KeyScope, ShopRole } from '../protocol/index.js';

/** A seller's support person with its roles by shop. */
export interface AgentPrincipal {
  kind: 'agent';
  id: string;
  name: string;
  /** Role by shop id, as of the last check of rights. */
  shops: ReadonlyMap<string, ShopRole>;
  /** Id of the sign-in (family of refresh tokens). */
  family: string;
}

/** A shopper of one shop. */
export interface CustomerPrincipal {
  kind: 'customer';
  id: string;
  shop: string;
  name: string | null;
  verified: boolean;
  /** Former ids of this shopper (a visitor that was claimed): repeats are looked for under them too. */
  aliases: readonly string[];
  /** What an identity said of the person; written with the first event. Absent for anonymous visitors. */
  profile?: CustomerProfile;
  /** Hash of the visitor token; kept with the row that the first event makes. */
  visitorHash?: string;
}

/** What a signed identity says of a person. */
export interface CustomerProfile {
  externalId: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  attributes: Record<string, string | number | boolean> | null;
}

/** A program of a seller. */
export interface KeyPrincipal {
  kind: 'apiKey';
  id: string;
  shop: string;
  name: string;
  scopes: readonly KeyScope[];
}

/** Whoever a token speaks for. */
export type Principal = AgentPrincipal | CustomerPrincipal | KeyPrincipal;

/** Stable key of a principal: of its rows as a sender, its sessions and its rates. */
export function principalKey(principal: Pick<Principal, 'kind' | 'id'>): string {
  return `${principal.kind === 'apiKey' ? 'k' : (principal.kind[0] ?? '')}:${principal.id}`;
}

/** Key of the server itself as a sender. */
export const SYSTEM_KEY = 's:system';
