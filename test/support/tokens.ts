// Tokens that the server would not give out: of another end, kind or owner, signed with the server's own secret or another.

import { decodeJwt, SignJWT } from 'jose';

import { Config } from '../../src/config/config.js';
import type { TestApp } from './app.js';

/** Claims to be changed; undefined: left out. */
type Claims = Partial<Record<'sub' | 'aud' | 'exp' | 'fam' | 'shop', string | number | undefined>>;

/** The claims of a genuine token with some of them changed, signed anew. Default: the server's own secret. */
export async function resigned(app: TestApp, token: string, claims: Claims, secret?: string): Promise<string> {
  const [own] = app.app.get(Config).auth.tokenSecrets;
  const key = new TextEncoder().encode(secret ?? own);
  const payload = Object.entries({ ...decodeJwt(token), ...claims }).filter(([, value]) => value !== undefined);
  return new SignJWT(Object.fromEntries(payload)).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key);
}

/** The same token, which ends in so many seconds (or ended, if negative). */
export function endingIn(app: TestApp, token: string, seconds: number): Promise<string> {
  return resigned(app, token, { exp: Math.floor(Date.now() / 1000) + seconds });
}
