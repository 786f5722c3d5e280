// The kept secret: made once, private, never silently replaced. (Its matter is one file, so it works on a real folder.)

import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from './config-error.js';
import { keptTokenSecret, tokenSecretPath } from './token-secret.js';

describe('the kept secret of tokens', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shopbell-secret-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is made on the first start and read on the next', () => {
    const dataDir = join(folder, 'new', 'data');
    const secret = keptTokenSecret(dataDir);
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(keptTokenSecret(dataDir)).toBe(secret);
  });

  it('is readable by its owner only', () => {
    keptTokenSecret(folder);
    expect(statSync(tokenSecretPath(folder)).mode & 0o777).toBe(0o600);
  });

  it('stops the start when its file is damaged, instead of signing all out', () => {
    keptTokenSecret(folder);
    truncateSync(tokenSecretPath(folder), 5);
    expect(() => keptTokenSecret(folder)).toThrow(ConfigError);
  });

  it('stops the start when the folder cannot be made', () => {
    keptTokenSecret(folder);
    expect(() => keptTokenSecret(tokenSecretPath(folder))).toThrow(/DATA_DIR must be a folder/);
  });
});
