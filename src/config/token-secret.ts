// The secret of tokens that the embedded default makes for itself: one line in DATA_DIR, readable by its owner only.

import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { ConfigError } from './config-error.js';

const FILE = 'token-secret';
const SECRET_BYTES = 48;
const MIN_LENGTH = 32;

/** Where the kept secret stands. */
export function tokenSecretPath(dataDir: string): string {
  return join(dataDir, FILE);
}

/**
 * The kept secret; made when there is none. Two processes that start at once get the same one.
 * Throws a `ConfigError` when the folder cannot be used or the file is damaged.
 */
export function keptTokenSecret(dataDir: string): string {
  let secret: string;
  try {
    secret = readOrMake(tokenSecretPath(dataDir), dataDir);
  } catch (cause) {
    throw new ConfigError([{ key: 'DATA_DIR', must: 'must be a folder that the server can write' }], { cause });
  }
  if (secret.length >= MIN_LENGTH) return secret;
  throw new ConfigError([
    { key: 'DATA_DIR', must: `holds a damaged ${FILE}: restore it, or remove it to sign all out` },
  ]);
}

function readOrMake(path: string, dataDir: string): string {
  const present = readSecret(path);
  if (present !== null) return present;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  writeFileSync(draft, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, { mode: 0o600 });
  try {
    // A link appears whole or not at all, and never replaces the file of a faster process.
    linkSync(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8').trim();
}

function readSecret(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
