// The committed pages are what the environment class says.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { configurationPage, envExample } from './config-docs.js';
import { readEnvironment } from './read-environment.js';
import { parseEnv } from 'node:util';

describe('documents of the configuration', () => {
  it('.env.example is up to date (npm run config:docs)', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
  });

  it('docs/configuration.md is up to date (npm run config:docs)', () => {
    expect(readFileSync('docs/configuration.md', 'utf8')).toBe(configurationPage());
  });

  it('.env.example, copied as it is, configures the defaults', () => {
    expect(readEnvironment(parseEnv(envExample()))).toEqual(readEnvironment({}));
  });
});
