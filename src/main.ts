// Starts the server as the environment says, and ends it in order on SIGTERM and SIGINT.

import 'reflect-metadata';

import { Logger } from '@nestjs/common';

import { AppModule } from './app.module.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/load-config.js';
import { createApp } from './create-app.js';
import { MigrationError } from './persistence/migrator.js';
import { AlreadyServed } from './persistence/single-process.js';

/** One line that says why the start failed, without a secret and without a stack. */
function reasonOf(error: unknown): string {
  if (error instanceof ConfigError || error instanceof MigrationError || error instanceof AlreadyServed) return error.message;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'EADDRINUSE') return 'The port is in use: set PORT or OPS_PORT to a free one';
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT') return 'The database of DATABASE_URL does not answer';
  if (code === 'ER_ACCESS_DENIED_ERROR') return 'The database of DATABASE_URL refuses the user or the password';
  if (code === 'ER_BAD_DB_ERROR') return 'The database of DATABASE_URL has no such database: create it first';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  const config = loadConfig();
  const app = await createApp(AppModule, config);
  await app.listen(config.http.port, config.http.host);
  new Logger('Main').log(`Listening on ${config.http.host}:${config.http.port}, reached at ${config.http.publicUrl}`);
} catch (error) {
  process.stderr.write(`Shopbell cannot start. ${reasonOf(error)}\n`);
  process.exit(1);
}
