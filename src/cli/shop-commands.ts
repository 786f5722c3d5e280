// `shop`, `agent`, `key` and `migrate`: what an operator does to an installation's data.

import { randomBytes } from 'node:crypto';

import type { Command } from 'commander';

import { FIELD_LIMITS, KEY_SCOPES, type KeyScope, type ShopRole } from '../protocol/index.js';
import { emailOf, idOf, nameOf, originsOf, passwordOf, roleOf, scopesOf } from './arguments.js';
import type { CliContext } from './context.js';
import type { CliIo } from './io.js';
import { UsageError } from './usage-error.js';

const GENERATED_BYTES = 18;

export function addMigrateCommand(program: Command, { backend, answer }: CliContext): void {
  program
    .command('migrate')
    .description('bring the schema of the database up to date')
    .action(async () => answer({ migrations: await backend.migrate() }));
}

export function addShopCommands(program: Command, { backend, answer }: CliContext): void {
  const shop = program.command('shop').description('shops of this installation');
  shop
    .command('create')
    .description('make a shop')
    .requiredOption('--name <name>', 'name of the shop', nameOf(FIELD_LIMITS.shopNameLength))
    .option('--origin <origin...>', 'page that may show the widget, as https://shop.example.com', originsOf)
    .action(async ({ name, origin = [] }: { name: string; origin?: string[] }) => {
      answer(await backend.withServices((services) => services.createShop({ name, origins: origin })));
    });
}

export function addAgentCommands(program: Command, { backend, io, answer }: CliContext): void {
  const agent = program.command('agent').description("shops' support people");
  agent
    .command('create')
    .description('make an agent of a shop; asks for the password when none is given')
    .requiredOption('--shop <id>', 'id of the shop', idOf)
    .requiredOption('--email <address>', 'address to sign in with', emailOf)
    .requiredOption('--name <name>', 'name that shoppers see', nameOf(FIELD_LIMITS.nameLength))
    .option('--role <role>', 'owner, supervisor or agent', roleOf, 'agent')
    .option('--password <password>', 'other users of this machine can see it while the command runs', passwordOf)
    .option('--generate', 'make a password and print it')
    .action(async ({ shop, email, name, role, password, generate }: AgentOptions) => {
      if (password !== undefined && generate) throw new UsageError('give --password or --generate, not both');
      const made = generate ? randomBytes(GENERATED_BYTES).toString('base64url') : undefined;
      const chosen = password ?? made ?? (await ask(io));
      const agentRow = { shopId: shop, email, name, role, password: chosen };
      const { agentId, known } = await backend.withServices((services) => services.createAgent(agentRow));
      if (known) io.err('This e-mail has an account already: it joined the shop, its name and password stay.');
      answer(made === undefined || known ? { agentId } : { agentId, password: made });
    });
  agent
    .command('reset-password-link')
    .description('make a link by which an agent sets a new password')
    .requiredOption('--email <address>', 'address that the agent signs in with', emailOf)
    .action(async ({ email }: { email: string }) => {
      answer(await backend.withServices((services) => services.makePasswordLink(email)));
    });
}

export function addKeyCommands(program: Command, { backend, answer }: CliContext): void {
  const key = program.command('key').description("keys of shops' own programs");
  key
    .command('create')
    .description('make an API key; it is shown this once')
    .requiredOption('--shop <id>', 'id of the shop', idOf)
    .requiredOption('--name <name>', 'what it is for', nameOf(FIELD_LIMITS.nameLength))
    .option('--scope <scope...>', `${KEY_SCOPES.join(', ')} (default: all)`, scopesOf)
    .action(async ({ shop, name, scope = [...KEY_SCOPES] }: { shop: string; name: string; scope?: KeyScope[] }) => {
      answer(await backend.withServices((services) => services.createKey({ shopId: shop, name, scopes: scope })));
    });
}

interface AgentOptions {
  shop: string;
  email: string;
  name: string;
  role: ShopRole;
  password?: string;
  generate?: boolean;
}

async function ask(io: CliIo): Promise<string> {
  const answer = await io.askPassword('Password: ');
  if (answer === null) throw new UsageError('give --password, or --generate to have one made');
  return passwordOf(answer);
}
