// What the doctor looks at once the configuration is read: folder, database and schema, session map, bus, ports.

import { existsSync } from 'node:fs';

import { Clock } from '../../common/clock.js';
import { redactText } from '../../common/redact.js';
import type { Config } from '../../config/config.js';
import { createSources } from '../../persistence/data-source.js';
import { Database } from '../../persistence/database.js';
import { MigrationError, pendingMigrations } from '../../persistence/migrator.js';
import { type Finding, ill, well } from './finding.js';
import { exchange, hostAndPort, isPortFree, isShopbellAt, isWritable, within } from './probes.js';

const DATABASE_MS = 8_000;

export async function checkDataDir({ dataDir }: Config): Promise<Finding> {
  if (await isWritable(dataDir)) return well('data folder', dataDir);
  return ill('data folder', `${dataDir} cannot be written`, 'Set DATA_DIR to a folder that the server owns.');
}

export async function checkDatabase(config: Config): Promise<Finding[]> {
  const { dialect, path, url, connections } = config.database;
  if (path !== null && !existsSync(path)) return [well('database', 'a new SQLite file will be made')];
  const database = new Database(createSources({ url, connections }), new Clock());
  try {
    await within(DATABASE_MS, database.open());
    return [
      well('database', dialect === 'sqlite' ? `SQLite at ${String(path)}` : 'MySQL answers'),
      await schemaOf(database),
    ];
  } catch (error) {
    const remedy = 'Check DATABASE_URL, that the database runs, and that its user may use it.';
    return [ill('database', reasonOf(error), remedy)];
  } finally {
    // A pool that never opened has nothing to close.
    await database.close().catch(() => undefined);
  }
}

async function schemaOf(database: Database): Promise<Finding> {
  try {
    const pending = await pendingMigrations(database);
    if (pending.length === 0) return well('schema', 'up to date');
    return ill(
      'schema',
      `lacks ${pending.join(', ')}`,
      'Run `npm run cli -- migrate`, or start the server: it does the same.',
    );
  } catch (error) {
    if (error instanceof MigrationError) return ill('schema', 'a migration stopped half-way', error.message);
    throw error;
  }
}

export function checkMemcached({ cluster }: Config): Promise<Finding[]> {
  const probe = (server: string) =>
    exchange({
      ...hostAndPort(server),
      hello: 'version\r\n',
      until: /^VERSION .+\r\n/,
      refused: /^(ERROR|CLIENT_ERROR)/,
    });
  const remedy = 'Start it, or correct MEMCACHED_SERVERS. The server works without it, more slowly.';
  return Promise.all(cluster.memcachedServers.map((server) => reachable('memcached', server, probe, remedy)));
}

export function checkNats({ cluster }: Config): Promise<Finding[]> {
  const { servers, user, password, tls } = cluster.nats;
  const signIn = { verbose: false, pedantic: false, ...(user === null ? {} : { user, pass: password ?? '' }) };
  const say = `CONNECT ${JSON.stringify(signIn)}\r\nPING\r\n`;
  const probe = (server: string) =>
    // An encrypted server greets in plain text; more is not asked of it here.
    exchange({
      ...hostAndPort(server),
      ...(tls ? {} : { afterGreeting: { greeting: /^INFO .*\r\n/, say } }),
      until: tls ? /^INFO .*\r\n/ : /^PONG\r\n/m,
      refused: /^-ERR/m,
    });
  const remedy = 'Start it, or correct NATS_SERVERS, user and password included.';
  return Promise.all(servers.map((server) => reachable('nats', server, probe, remedy)));
}

export async function checkPorts({ http, ops }: Config): Promise<Finding[]> {
  const ports = [
    { name: 'port', key: 'PORT', port: http.port, host: http.host },
    { name: 'operators port', key: 'OPS_PORT', port: ops.port, host: ops.host },
  ];
  return Promise.all(ports.filter(({ port }) => port !== 0).map(portFinding));
}

async function portFinding(wanted: { name: string; key: string; port: number; host: string }): Promise<Finding> {
  const { name, key, port, host } = wanted;
  const address = `${host}:${port}`;
  if (await isPortFree(port, host)) return well(name, `${address} is free`);
  if (await isShopbellAt(port, host)) return well(name, `a Shopbell server answers at ${address}`);
  return ill(name, `${address} cannot be listened on`, `Stop what listens there, or set ${key} to another port.`);
}

async function reachable(
  name: string,
  server: string,
  probe: (server: string) => Promise<string>,
  remedy: string,
): Promise<Finding> {
  try {
    await probe(server);
    return well(name, `${server} answers`);
  } catch (error) {
    return ill(name, `${server}: ${reasonOf(error)}`, remedy);
  }
}

/** A code where there is one: messages of drivers may tell more than an operator's screen should show. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  return 'code' in error && typeof error.code === 'string' ? error.code : redactText(error.message);
}
