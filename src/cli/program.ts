// The dispatcher: which commands there are, how they answer (`--json`: one line of JSON), and what their exit code is:
// 0 done, 1 failed, 2 typed wrongly.

import { Command, CommanderError } from 'commander';

import { ChatError } from '../common/chat-error.js';
import { redactText } from '../common/redact.js';
import { ConfigError } from '../config/config-error.js';
import { addConfigCommands } from './config-commands.js';
import { addDoctorCommand } from './doctor/doctor-command.js';
import type { CliIo } from './io.js';
import type { CliContext } from './context.js';
import type { Backend } from './services.js';
import { addAgentCommands, addKeyCommands, addMigrateCommand, addShopCommands } from './shop-commands.js';
import { UsageError } from './usage-error.js';

export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Runs one command line (without the program's name) and says its exit code. Never throws. */
export async function runCli(args: string[], io: CliIo, backend: Backend, env: NodeJS.ProcessEnv): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = new Command('shopbell');
  const isJson = () => program.opts<{ json?: boolean }>().json === true;
  const context: CliContext = {
    io,
    backend,
    env,
    isJson,
    answer: (result) => io.out(isJson() ? JSON.stringify(result) : readable(result)),
    fail: () => {
      exitCode = EXIT.failed;
    },
  };
  try {
    addCommands(program, context);
    await program.parseAsync(jsonFirst(args), { from: 'user' });
  } catch (error) {
    if (isHelp(error)) return EXIT.done;
    io.err(oneLine(error));
    return isUsage(error) ? EXIT.usage : EXIT.failed;
  }
  return exitCode;
}

function addCommands(program: Command, context: CliContext): void {
  program
    .description('Operate a Shopbell installation.')
    .option('--json', 'answer with one line of JSON')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.io.out(text.trimEnd()),
      // Help that is shown because no command was named; errors are told by `runCli`.
      writeErr: (text) => context.io.err(text.trimEnd()),
      outputError: () => undefined,
    });
  addMigrateCommand(program, context);
  addShopCommands(program, context);
  addAgentCommands(program, context);
  addKeyCommands(program, context);
  addConfigCommands(program, context);
  addDoctorCommand(program, context);
}

/** `--json` may stand anywhere on the line. */
function jsonFirst(args: string[]): string[] {
  const others = args.filter((arg) => arg !== '--json');
  return others.length === args.length ? args : ['--json', ...others];
}

function readable(result: object): string {
  return Object.entries(result)
    .map(([key, value]) => `${key}: ${shown(value)}`)
    .join('\n');
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(shown).join(', ');
  return JSON.stringify(value);
}

function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

function isUsage(error: unknown): boolean {
  return (
    error instanceof CommanderError ||
    error instanceof UsageError ||
    (error instanceof ChatError && error.code === 'invalid')
  );
}

function oneLine(error: unknown): string {
  if (error instanceof CommanderError && error.code === 'commander.help') return 'error: name a command';
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof CommanderError || error instanceof ConfigError;
  const line = message.trim().replaceAll(/\s*\n\s*/g, ' ');
  return `${line.startsWith('error:') ? '' : 'error: '}${known ? line : redactText(line)}`;
}
