// The configuration as the server sees it: a frozen, typed tree, made from the environment once at the start.
// `Config` is also the token by which Nest injects it.

import { hostname } from 'node:os';
import { join, resolve } from 'node:path';

import { WIRE_LIMITS, type WireLimits } from '../protocol/index.js';
import { readEnvironment } from './read-environment.js';
import type { Environment, LogFormat, LogLevel } from './environment.js';
import { urlOf } from './shapes.js';
import { keptTokenSecret } from './token-secret.js';

/** Rates and sizes that the server keeps. A rate of 0 is off. */
export interface Limits {
  /** Told to clients in `welcome.limits`. */
  readonly wire: Readonly<WireLimits>;
  readonly upgradesPerSecond: number;
  readonly httpPerMinute: number;
  readonly visitorsPerMinute: number;
  readonly loginsPerMinute: number;
  readonly uploadsPerMinute: number;
  readonly fileBytes: number;
  readonly bodyBytes: number;
}

/** The bus's servers and how to sign in there. */
export interface NatsConfig {
  /** `host:port`; empty = in-process. */
  readonly servers: readonly string[];
  readonly user: string | null;
  readonly password: string | null;
  readonly tls: boolean;
}

export abstract class Config {
  abstract readonly http: {
    readonly port: number;
    readonly host: string;
    /** Origin of console and API, without a slash at its end. */
    readonly publicUrl: string;
    readonly widgetOrigin: string;
    /** Whether browsers come by https: cookies are `Secure` then. */
    readonly secure: boolean;
    readonly trustedProxies: readonly string[];
  };
  abstract readonly database: {
    readonly dialect: 'sqlite' | 'mysql';
    /** Holds a password: never log it. */
    readonly url: string;
    /** File of an SQLite database, else null. */
    readonly path: string | null;
    readonly connections: number;
  };
  abstract readonly cluster: {
    readonly nodeName: string;
    /** `host:port`; empty = in-process. */
    readonly memcachedServers: readonly string[];
    readonly nats: NatsConfig;
    /** Whether more than one process may run: MySQL, Memcached and NATS are all set. */
    readonly manyNodes: boolean;
  };
  abstract readonly auth: {
    /** The first signs, all verify. */
    readonly tokenSecrets: readonly [string, ...string[]];
    readonly allowSignup: boolean;
  };
  abstract readonly limits: Limits;
  abstract readonly log: { readonly level: LogLevel; readonly format: LogFormat };
  /** `smtpUrl` null: no mail can be sent. */
  abstract readonly mail: { readonly smtpUrl: string | null; readonly from: string };
  /** `port` 0: no such listener. */
  abstract readonly ops: { readonly port: number; readonly host: string };
  /** Absolute folder of what is kept on disk. */
  abstract readonly dataDir: string;
}

/**
 * Checks and reads an environment. Throws a `ConfigError` that names all bad variables.
 * @param keepSecret where the secret of tokens comes from when TOKEN_SECRETS is not set
 */
export function parseConfig(env: NodeJS.ProcessEnv, keepSecret = keptTokenSecret): Config {
  const values = readEnvironment(env);
  const dataDir = resolve(values.DATA_DIR);
  const [first = keepSecret(dataDir), ...others] = values.TOKEN_SECRETS;
  const tree: Config = {
    http: httpOf(values),
    database: databaseOf(values, dataDir),
    cluster: clusterOf(values),
    auth: { tokenSecrets: [first, ...others], allowSignup: values.ALLOW_SIGNUP },
    limits: limitsOf(values),
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT },
    mail: { smtpUrl: values.SMTP_URL || null, from: values.MAIL_FROM },
    ops: { port: values.OPS_PORT, host: values.OPS_HOST },
    dataDir,
  };
  return deepFreeze(tree);
}

function httpOf(values: Environment): Config['http'] {
  const publicUrl = new URL(values.PUBLIC_URL || `http://localhost:${values.PORT}`).origin;
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl,
    widgetOrigin: values.WIDGET_ORIGIN ? new URL(values.WIDGET_ORIGIN).origin : publicUrl,
    secure: publicUrl.startsWith('https:'),
    trustedProxies: values.TRUSTED_PROXIES,
  };
}

function databaseOf(values: Environment, dataDir: string): Config['database'] {
  const url = values.DATABASE_URL || `sqlite:${join(dataDir, 'shopbell.db')}`;
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : null;
  return { dialect: path === null ? 'mysql' : 'sqlite', url, path, connections: values.DATABASE_CONNECTIONS };
}

function clusterOf(values: Environment): Config['cluster'] {
  const { MEMCACHED_SERVERS: memcachedServers, NATS_SERVERS: natsServers } = values;
  return {
    nodeName:
      values.NODE_NAME ||
      `${hostname()
        .replaceAll(/[^\w-]/g, '-')
        .slice(0, 50)}-${values.PORT}`,
    memcachedServers,
    nats: natsOf(natsServers),
    manyNodes: /^(mysql|mariadb):/.test(values.DATABASE_URL) && memcachedServers.length > 0 && natsServers.length > 0,
  };
}

/** One user for all servers, as the bus's client has it: the first that is named. */
function natsOf(entries: readonly string[]): NatsConfig {
  const urls = entries.map((entry) => urlOf(entry.includes('://') ? entry : `nats://${entry}`));
  const signedIn = urls.find((url) => url !== null && url.username !== '');
  return {
    servers: urls.flatMap((url) => (url === null ? [] : [url.host])),
    user: signedIn ? decodeURIComponent(signedIn.username) : null,
    password: signedIn ? decodeURIComponent(signedIn.password) : null,
    tls: urls.some((url) => url?.protocol === 'tls:'),
  };
}

function limitsOf(values: Environment): Limits {
  const wire: WireLimits = {
    ...WIRE_LIMITS,
    frameBytes: values.LIMIT_FRAME_BYTES,
    helloFrameBytes: values.LIMIT_HELLO_FRAME_BYTES,
    serverFrameBytes: values.LIMIT_SERVER_FRAME_BYTES,
    textLength: values.LIMIT_TEXT_LENGTH,
    framesPerSecond: values.LIMIT_FRAMES_PER_SECOND,
    framesBurst: values.LIMIT_FRAMES_BURST,
    unansweredSends: values.LIMIT_UNANSWERED_SENDS,
    watched: values.LIMIT_WATCHED,
    pageEvents: values.LIMIT_PAGE_EVENTS,
    pageBytes: values.LIMIT_PAGE_BYTES,
    outQueueBytes: values.LIMIT_OUT_QUEUE_BYTES,
    connectionsPerPrincipal: values.LIMIT_CONNECTIONS_PER_PRINCIPAL,
  };
  return {
    wire,
    upgradesPerSecond: values.LIMIT_UPGRADES_PER_SECOND,
    httpPerMinute: values.LIMIT_HTTP_PER_MINUTE,
    visitorsPerMinute: values.LIMIT_VISITORS_PER_MINUTE,
    loginsPerMinute: values.LIMIT_LOGINS_PER_MINUTE,
    uploadsPerMinute: values.LIMIT_UPLOADS_PER_MINUTE,
    fileBytes: values.LIMIT_FILE_BYTES,
    bodyBytes: values.LIMIT_BODY_BYTES,
  };
}

function deepFreeze<T extends object>(tree: T): T {
  for (const value of Object.values(tree)) if (typeof value === 'object' && value !== null) deepFreeze(value as object);
  return Object.freeze(tree);
}
