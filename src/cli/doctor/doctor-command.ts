// `doctor`: looks at everything that the server will need and says of each whether it is well, and what helps if not.

import type { Command } from 'commander';

import { type Config, parseConfig } from '../../config/config.js';
import { ConfigError } from '../../config/config-error.js';
import { PLACEHOLDER_SECRET } from '../config-commands.js';
import type { CliContext } from '../context.js';
import { checkDataDir, checkDatabase, checkMemcached, checkNats, checkPorts } from './checks.js';
import { type Finding, ill, well } from './finding.js';
import { checkNode } from './node-version.js';

export function addDoctorCommand(program: Command, { env, io, answer, isJson, fail }: CliContext): void {
  program
    .command('doctor')
    .description('look for what would keep the server from working')
    .action(async () => {
      const findings = await examine(env);
      const ok = findings.every((finding) => finding.ok);
      if (!ok) fail();
      if (isJson()) answer({ ok, findings });
      else for (const finding of findings) io.out(lineOf(finding));
    });
}

/** All findings; those that need a configuration are left out when it is bad. */
export async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const config = read(env);
  if ('bad' in config) return [checkNode(), ...config.bad];
  const groups = await Promise.all([
    checkDataDir(config.config),
    checkDatabase(config.config),
    checkMemcached(config.config),
    checkNats(config.config),
    checkPorts(config.config),
  ]);
  return [checkNode(), well('configuration', 'is taken'), ...groups.flat()];
}

function read(env: NodeJS.ProcessEnv): { config: Config } | { bad: Finding[] } {
  try {
    return { config: parseConfig(env, () => PLACEHOLDER_SECRET) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { bad: error.bad.map(({ key, must }) => ill('configuration', `${key} ${must}`, `Correct ${key}.`)) };
  }
}

function lineOf({ ok, name, detail, remedy }: Finding): string {
  return `${ok ? 'ok ' : 'bad'}  ${name}: ${detail}${remedy === undefined ? '' : ` — ${remedy}`}`;
}
