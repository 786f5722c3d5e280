// `config check`: whether the server would start with this environment. Names variables, shows no value.

import type { Command } from 'commander';

import { parseConfig } from '../config/config.js';
import { ConfigError } from '../config/config-error.js';
import { Environment } from '../config/environment.js';
import { variablesOf } from '../config/variable.js';
import type { CliContext } from './context.js';

/** Looking must not make anything: stands for the secret that a start would make. */
export const PLACEHOLDER_SECRET = 'made-on-first-start-and-kept-in-DATA_DIR';

export function addConfigCommands(program: Command, { env, io, answer, isJson, fail }: CliContext): void {
  const config = program.command('config').description('the environment that the server reads');
  config
    .command('check')
    .description('check the configuration without starting anything')
    .action(() => {
      try {
        parseConfig(env, () => PLACEHOLDER_SECRET);
        answer({ ok: true, set: variablesSet(env) });
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        fail();
        if (isJson()) answer({ ok: false, bad: error.bad });
        else for (const { key, must } of error.bad) io.err(`bad  ${key} ${must}`);
      }
    });
}

/** Names of the variables that are not left at their defaults. */
function variablesSet(env: NodeJS.ProcessEnv): string[] {
  return variablesOf(new Environment())
    .map(({ key }) => key)
    .filter((key) => (env[key]?.trim() ?? '') !== '');
}
