// Starts the server as the environment says, and ends it in order on SIGTERM and SIGINT.

import 'reflect-metadata';

import { Logger } from '@nestjs/common';

import { AppModule } from './app.module.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/load-config.js';
import { createApp } from './create-app.js';
import { MigrationError } from './persistence/migrator.js';
import { AlreadyServed } from './persistence/single-process.js';

const FILE = 'The SQLite file of DATABASE_URL';
const DATABASE = 'The database of DATABASE_URL';

/** What codes of drivers and of the system mean while the database is opened. */
const OPENING: Readonly<Record<string, string>> = {
  ECONNREFUSED: `${DATABASE} does not answer`,
  ENOTFOUND: `${DATABASE} does not answer`,
  ETIMEDOUT: `${DATABASE} does not answer`,
  ER_ACCESS_DENIED_ERROR: `${DATABASE} refuses the user or the password`,
  ER_DBACCESS_DENIED_ERROR: `${DATABASE} does not let this user in: grant it the rights first`,
  ER_BAD_DB_ERROR: `${DATABASE} has no such database: create it first`,
  SQLITE_NOTADB: `${FILE} is damaged or no database: restore it from a backup`,
  SQLITE_CORRUPT: `${FILE} is damaged: restore it from a backup`,
  SQLITE_READONLY: `${FILE} cannot be written`,
  SQLITE_CANTOPEN: `${FILE} cannot be opened or made`,
  SQLITE_IOERR: `${FILE} cannot be read or written: the disk fails`,
  SQLITE_FULL: `${FILE} cannot grow: the disk is full`,
};

/** The same while the ports are opened. */
const LISTENING: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is in use: set PORT or OPS_PORT to a free one',
  EACCES: 'The port may not be opened by this user: set PORT or OPS_PORT above 1023',
  EADDRNOTAVAIL: 'The address is none of this machine: correct HOST or OPS_HOST',
  ENOTFOUND: 'The address is not known: correct HOST or OPS_HOST',
};

/** One line that says why the start failed, without a secret and without a stack. */
function reasonOf(error: unknown, isListening: boolean): string {
  if (error instanceof ConfigError || error instanceof MigrationError || error instanceof AlreadyServed)
    return error.message;
  const { code = '', syscall, message = '' } = (error ?? {}) as { code?: string; syscall?: string; message?: string };
  const known = (isListening ? LISTENING : OPENING)[code.replace(/^(SQLITE_[A-Z]+)_.*/, '$1')];
  if (known !== undefined) return known;
  if (syscall === 'mkdir' || message.includes('Unable to open connection to local database'))
    return `${FILE} cannot be opened or made`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

let isListening = false;
try {
  const config = loadConfig();
  const app = await createApp(AppModule, config);
  isListening = true;
  await app.listen(config.http.port, config.http.host);
  new Logger('Main').log(`Listening on ${config.http.host}:${config.http.port}, reached at ${config.http.publicUrl}`);
} catch (error) {
  process.stderr.write(`Shopbell cannot start. ${reasonOf(error, isListening)}\n`);
  process.exit(1);
}
