// Access tokens: HS256 JWTs that live ten minutes. The first of TOKEN_SECRETS signs, all verify; `aud` keeps agents and
// customers apart, and the database's clock decides what has ended.

import type { webcrypto } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';

import { ChatError } from '../common/chat-error.js';
import type { CustomerProfile } from '../common/principal.js';
import { Config } from '../config/config.js';
import { Database } from '../persistence/database.js';
import { FIELD_LIMITS, TIMES } from '../protocol/index.js';

/** What an agent's token says: the sign-in that it stems from. */
export interface AgentToken {
  kind: 'agent';
  id: string;
  family: string;
  /** Database time, ms. */
  expiresAt: number;
}

/** What a customer's token says. The profile rides along until the first event writes the row. */
export interface CustomerToken {
  kind: 'customer';
  id: string;
  shop: string;
  verified: boolean;
  profile?: CustomerProfile;
  /** Database time, ms. */
  expiresAt: number;
}

/** What a genuine token that has not ended says. */
export type VerifiedToken = AgentToken | CustomerToken;

/** A fresh token and its life. */
export interface IssuedToken {
  token: string;
  /** Milliseconds. */
  expiresIn: number;
}

const ALGORITHM = 'HS256';
const AUDIENCE = { agent: 'shopbell:agent', customer: 'shopbell:customer' } as const;

@Injectable()
export class TokenService {
  /** Imported once: importing a key at each check would cost more than the check. */
  private readonly keys: Promise<webcrypto.CryptoKey[]>;

  constructor(
    config: Config,
    private readonly database: Database,
  ) {
    this.keys = Promise.all(config.auth.tokenSecrets.map(importKey));
  }

  signAgent(agent: { id: string; family: string }): Promise<IssuedToken> {
    return this.sign(AUDIENCE.agent, agent.id, { fam: agent.family }, TIMES.accessTokenMs);
  }

  /** `endsBy`: the token ends no later than the identity that it was made from. */
  signCustomer(customer: Omit<CustomerToken, 'kind' | 'expiresAt'>, endsBy = Infinity): Promise<IssuedToken> {
    const { id, shop, verified, profile } = customer;
    const claims = { shop, ...(verified ? { ver: true } : {}), ...(profile ? { profile } : {}) };
    return this.sign(AUDIENCE.customer, id, claims, Math.min(TIMES.accessTokenMs, endsBy - this.database.clock.now()));
  }

  /** Throws `unauthorized` for anything but a genuine token of ours that has not ended. */
  async verify(token: string): Promise<VerifiedToken> {
    if (token.length > FIELD_LIMITS.tokenLength) throw unauthorized();
    for (const key of await this.keys) {
      const payload = await this.payloadBy(key, token);
      if (payload) return read(payload);
    }
    throw unauthorized();
  }

  private async sign(audience: string, subject: string, claims: JWTPayload, lifeMs: number): Promise<IssuedToken> {
    const [key] = await this.keys;
    if (!key) throw new Error('No secret to sign tokens with');
    const now = Math.floor(this.database.clock.now() / 1000);
    const seconds = Math.max(1, Math.floor(lifeMs / 1000));
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(key);
    return { token, expiresIn: seconds * 1000 };
  }

  /** The payload, or null where another key may fit. */
  private async payloadBy(key: webcrypto.CryptoKey, token: string): Promise<JWTPayload | null> {
    try {
      const options = { algorithms: [ALGORITHM], currentDate: new Date(this.database.clock.now()) };
      return (await jwtVerify(token, key, { ...options, requiredClaims: ['sub', 'aud', 'exp'] })).payload;
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) return null;
      if (error instanceof errors.JOSEError) throw unauthorized(error);
      throw error;
    }
  }
}

/** A key for HS256 that only this process holds. */
export function importKey(secret: string): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign', 'verify']);
}

/** Genuine, so its members have the shapes that we gave them; what is missing stems from another release. */
function read(payload: JWTPayload): VerifiedToken {
  const { sub: id, aud, exp, fam, shop } = payload;
  if (id === undefined || exp === undefined) throw unauthorized();
  const expiresAt = exp * 1000;
  if (aud === AUDIENCE.agent && typeof fam === 'string') return { kind: 'agent', id, family: fam, expiresAt };
  if (aud !== AUDIENCE.customer || typeof shop !== 'string') throw unauthorized();
  const profile = payload.profile as CustomerProfile | undefined;
  return { kind: 'customer', id, shop, verified: payload.ver === true, ...(profile ? { profile } : {}), expiresAt };
}

function unauthorized(cause?: unknown): ChatError {
  return new ChatError('unauthorized', 'Sign in first', { cause });
}
