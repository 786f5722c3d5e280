// The real services behind the commands. Each command opens the database, does its one thing and closes: a command beside
// a running server is one more short writer, which SQLite's WAL and our retry of busy locks allow for.

import { Clock } from '../common/clock.js';
import { parseConfig } from '../config/config.js';
import { createSources } from '../persistence/data-source.js';
import { Database } from '../persistence/database.js';
import { migrate } from '../persistence/migrator.js';
import { PLACEHOLDER_SECRET } from './config-commands.js';
import type { Backend } from './services.js';

export function openBackend(env: NodeJS.ProcessEnv): Backend {
  return {
    migrate: async () => {
      const { url, connections } = parseConfig(env, () => PLACEHOLDER_SECRET).database;
      const database = new Database(createSources({ url, connections }), new Clock());
      try {
        await database.open();
        return await migrate(database);
      } finally {
        await database.close();
      }
    },
  } as Backend;
}
