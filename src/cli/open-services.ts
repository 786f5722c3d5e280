// The real services behind the commands. Each command opens the database, does its one thing and closes: a command beside
// a running server is one more short writer, which SQLite's WAL and our retry of busy locks allow for.

import { NestFactory } from '@nestjs/core';

import { PasswordsService } from '../auth/passwords.service.js';
import { Clock } from '../common/clock.js';
import { ShopLogger } from '../common/logger.js';
import { parseConfig } from '../config/config.js';
import { createSources } from '../persistence/data-source.js';
import { Database } from '../persistence/database.js';
import { Agent } from '../persistence/entities/index.js';
import { migrate } from '../persistence/migrator.js';
import { AgentsService } from '../shops/agents.service.js';
import { ApiKeysService } from '../shops/api-keys.service.js';
import { ShopsService } from '../shops/shops.service.js';
import { CliModule } from './cli.module.js';
import { PLACEHOLDER_SECRET } from './config-commands.js';
import type { Backend, ShopServices } from './services.js';

export function openBackend(env: NodeJS.ProcessEnv): Backend {
  return { migrate: () => migrateSchema(env), withServices };
}

async function migrateSchema(env: NodeJS.ProcessEnv): Promise<string[]> {
  const { url, connections } = parseConfig(env, () => PLACEHOLDER_SECRET).database;
  const database = new Database(createSources({ url, connections }), new Clock());
  try {
    await database.open();
    return await migrate(database);
  } finally {
    await database.close();
  }
}

async function withServices<T>(work: (services: ShopServices) => Promise<T>): Promise<T> {
  // Standard output is for the answer alone.
  const logger = new ShopLogger({ level: 'warn', format: 'text' }, process.stderr);
  const app = await NestFactory.createApplicationContext(CliModule, { logger, abortOnError: false });
  try {
    const [shops, agents, keys] = [app.get(ShopsService), app.get(AgentsService), app.get(ApiKeysService)];
    const passwords = app.get(PasswordsService);
    return await work({
      createShop: (shop) => shops.create(shop),
      createAgent: async (agent) => {
        const known = await app.get(Database).read.getRepository(Agent).existsBy({ email: agent.email });
        return { ...(await agents.create(agent)), known };
      },
      makePasswordLink: async (email) => ({ link: await passwords.resetLink(email) }),
      createKey: async (key) => ({ apiKey: (await keys.create(key)).apiKey }),
    });
  } finally {
    await app.close();
  }
}
