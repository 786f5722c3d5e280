// Secrets that we made ourselves are long and random: a plain SHA-256 of them is what the database keeps.

import { createHash } from 'node:crypto';

/** SHA-256 of a secret of our own, in hex. Not for passwords. */
export function hashOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}
