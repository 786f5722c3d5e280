// Reads this process's configuration: its environment over the `.env` file of the folder that it was started in.

import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { type Config, parseConfig } from './config.js';

/** The environment with what `.env` adds to it; a variable that is set already wins. */
export function environmentWithFile(env: NodeJS.ProcessEnv = process.env, file = '.env'): NodeJS.ProcessEnv {
  if (!existsSync(file)) return env;
  return { ...parseEnv(readFileSync(file, 'utf8')), ...env };
}

/** The configuration of this process. Throws a `ConfigError`. */
export function loadConfig(): Config {
  return parseConfig(environmentWithFile());
}
