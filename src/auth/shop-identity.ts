// The identity that a shop's own server signs for a shopper: HS256 only, by the shop's present secret or the one before,
// bounded in time and size. What it says of the person is taken or refused as a whole, never half.

import { errors, type JWTPayload, jwtVerify } from 'jose';

import { ChatError } from '../common/chat-error.js';
import type { CustomerProfile } from '../common/principal.js';
import { FIELD_LIMITS } from '../protocol/index.js';

/** A genuine identity. */
export interface ShopIdentity {
  profile: CustomerProfile;
  /** Its end, ms. */
  expiresAt: number;
}

const LONGEST_MS = 24 * 60 * 60_000;
const EXTERNAL_ID_LENGTH = 255;
/** So that an access token that carries the profile stays within `FIELD_LIMITS.tokenLength`. */
const PROFILE_BYTES = 5_000;
const READABLE = /^[^\p{Cc}\p{Cs}]*$/u;
const LONE_SURROGATE = /\p{Cs}/u;

/** Throws `unauthorized` for what is not genuine or has ended, `invalid` for a genuine one with members out of bounds. */
export async function verifyIdentity(
  identity: string,
  secrets: readonly string[],
  nowMs: number,
): Promise<ShopIdentity> {
  const payload = await genuine(identity, secrets, nowMs);
  const expiresAt = (payload.exp ?? 0) * 1000;
  if (expiresAt > nowMs + LONGEST_MS) throw refused('exp');
  const profile: CustomerProfile = {
    externalId: externalIdOf(payload.sub),
    name: lineOf(payload, 'name', FIELD_LIMITS.nameLength),
    email: lineOf(payload, 'email', FIELD_LIMITS.emailLength)?.toLowerCase() ?? null,
    phone: lineOf(payload, 'phone', FIELD_LIMITS.phoneLength),
    attributes: attributesOf(payload.attributes),
  };
  if (Buffer.byteLength(JSON.stringify(profile)) > PROFILE_BYTES) throw refused('attributes');
  return { profile, expiresAt };
}

async function genuine(identity: string, secrets: readonly string[], nowMs: number): Promise<JWTPayload> {
  if (identity.length > FIELD_LIMITS.tokenLength) throw refused('');
  for (const secret of secrets) {
    try {
      const options = { algorithms: ['HS256'], currentDate: new Date(nowMs), requiredClaims: ['sub', 'exp'] };
      return (await jwtVerify(identity, new TextEncoder().encode(secret), options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  throw new ChatError('unauthorized', 'The identity is not genuine or has ended');
}

function externalIdOf(sub: unknown): string {
  const externalId = typeof sub === 'string' ? sub.trim() : '';
  if (externalId === '' || externalId.length > EXTERNAL_ID_LENGTH || !READABLE.test(externalId)) throw refused('sub');
  return externalId;
}

function lineOf(payload: JWTPayload, member: string, maxLength: number): string | null {
  const value = payload[member];
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length > maxLength || !READABLE.test(value)) throw refused(member);
  return value.trim() || null;
}

function attributesOf(value: unknown): CustomerProfile['attributes'] {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw refused('attributes');
  const entries = Object.entries(value);
  if (entries.length > FIELD_LIMITS.attributes || !entries.every(isAttribute)) throw refused('attributes');
  return Object.fromEntries(entries);
}

function isAttribute(entry: [string, unknown]): entry is [string, string | number | boolean] {
  const [name, value] = entry;
  if (name.length > FIELD_LIMITS.attributeLength || !READABLE.test(name)) return false;
  if (typeof value === 'string') return value.length <= FIELD_LIMITS.attributeLength && !LONE_SURROGATE.test(value);
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

function refused(member: string): ChatError {
  const field = member === '' ? 'identity' : `identity.${member}`;
  return new ChatError('invalid', `Not valid: ${field}`, { fields: [field] });
}
