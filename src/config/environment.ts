// Every environment variable of the server: what it is for, its default, its bounds. `.env.example` and
// `docs/configuration.md` are made from this class, in its order: `npm run config:docs`.

import { WIRE_LIMITS } from '../protocol/index.js';
import {
  isDatabaseUrl,
  isHostPort,
  isMailbox,
  isNatsServer,
  isNetwork,
  isNodeName,
  isOrigin,
  isSmtpUrl,
} from './shapes.js';
import { Choice, Flag, List, Text, Whole } from './variable.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ['auto', 'json', 'text'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

const KIB = 1024;
const MIB = 1024 * KIB;
const ORIGIN = 'must be an origin such as https://chat.example.com';
/** Names and addresses to listen on. */
const isHost = (value: string) => /^[\w.:-]{1,253}$/.test(value);
const isSecret = (value: string) => value.length >= 32;

export class Environment {
  @Whole('Port of HTTP and WebSocket; 0 takes any free one.', { from: 0, to: 65_535, section: 'HTTP' })
  PORT = 8080;

  @Text('Address to listen on; `0.0.0.0` for all of IPv4.', 'must be an address or host name', isHost)
  HOST = '127.0.0.1';

  @Text('Where browsers reach the console and the API.', ORIGIN, isOrigin, { otherwise: '`http://localhost:PORT`' })
  PUBLIC_URL = '';

  @Text('Where browsers reach the widget; should be another host than the console.', ORIGIN, isOrigin, {
    otherwise: '`PUBLIC_URL`',
  })
  WIDGET_ORIGIN = '';

  @List(
    "Reverse proxies that may tell a client's address (`X-Forwarded-For`); nobody else is believed.",
    'must be a list of IP addresses or networks',
    isNetwork,
    { example: '127.0.0.1,10.0.0.0/8' },
  )
  TRUSTED_PROXIES: string[] = [];

  @Text(
    'The database: `sqlite:PATH` or `mysql://user:password@host:port/name` (MariaDB too).',
    'must be sqlite:PATH or mysql://user:password@host:port/name',
    isDatabaseUrl,
    { section: 'Data', otherwise: '`sqlite:DATA_DIR/shopbell.db`' },
  )
  DATABASE_URL = '';

  @Whole('Connections of one process to MySQL, at most.', { from: 8, to: 500 })
  DATABASE_CONNECTIONS = 20;

  @Text('Folder of what the server keeps on disk.', 'must be a path', (value) => !value.includes('\0'))
  DATA_DIR = 'data';

  @List('Session map, `host:port,…`; empty = in-process.', 'must be a list of host:port', isHostPort, {
    section: 'More than one process',
    example: '10.0.0.5:11211',
  })
  MEMCACHED_SERVERS: string[] = [];

  @List(
    'Bus, `host:port,…` or `nats://user:password@host:port,…`; empty = in-process.',
    'must be a list of host:port or nats://user:password@host:port',
    isNatsServer,
    { example: 'nats://shopbell:password@10.0.0.6:4222' },
  )
  NATS_SERVERS: string[] = [];

  @Text(
    'Name of this process, its own among all.',
    'must be 1 to 64 letters, digits, _ or - that no other node uses',
    isNodeName,
    { otherwise: 'host name and `PORT`' },
  )
  NODE_NAME = '';

  @List(
    'Secrets of tokens: the first signs, all verify. Required with Memcached or NATS.',
    'must be a list of secrets of at least 32 characters each',
    isSecret,
    { section: 'Sign-in', otherwise: 'made on first start and kept in `DATA_DIR`' },
  )
  TOKEN_SECRETS: string[] = [];

  @Flag('Whether anyone may register a shop of their own.')
  ALLOW_SIGNUP = false;

  @Choice('Least level that is logged.', LOG_LEVELS, { section: 'Log and operations' })
  LOG_LEVEL: LogLevel = 'info';

  @Choice('`json`, `text`, or `auto`: text on a terminal.', LOG_FORMATS)
  LOG_FORMAT: LogFormat = 'auto';

  @Whole('Port of readiness (`GET /health/ready`); 0 = none.', { from: 0, to: 65_535 })
  OPS_PORT = 9464;

  @Text('Address of that port; it knows no sign-in.', 'must be an address or host name', isHost)
  OPS_HOST = '127.0.0.1';

  @Text('Mail server; empty: links are printed by the CLI.', 'must be smtp(s)://user:password@host:port', isSmtpUrl, {
    section: 'Mail',
    example: 'smtp://user:password@mail.example.com:587',
  })
  SMTP_URL = '';

  @Text('Sender of mail, required with SMTP_URL.', 'must be a mail address', isMailbox, {
    example: 'Shopbell <help@example.com>',
  })
  MAIL_FROM = '';

  @Whole('Bytes of a client frame.', { from: 8 * KIB, to: MIB, by: 'connection', section: 'Limits of the wire' })
  LIMIT_FRAME_BYTES = WIRE_LIMITS.frameBytes;

  @Whole('Bytes of a client frame before `welcome`.', { from: 8 * KIB, to: MIB, by: 'connection' })
  LIMIT_HELLO_FRAME_BYTES = WIRE_LIMITS.helloFrameBytes;

  @Whole('Bytes of a server frame.', { from: 64 * KIB, to: 8 * MIB, by: 'connection' })
  LIMIT_SERVER_FRAME_BYTES = WIRE_LIMITS.serverFrameBytes;

  @Whole('Length of a text, UTF-16 units.', { from: 100, to: 100_000, by: 'request' })
  LIMIT_TEXT_LENGTH = WIRE_LIMITS.textLength;

  @Whole('Client frames a second, averaged.', { from: 0, to: 10_000, by: 'connection' })
  LIMIT_FRAMES_PER_SECOND = WIRE_LIMITS.framesPerSecond;

  @Whole('Client frames at once.', { from: 1, to: 100_000, by: 'connection' })
  LIMIT_FRAMES_BURST = WIRE_LIMITS.framesBurst;

  @Whole('Sends without an answer yet.', { from: 1, to: 1_000, by: 'connection' })
  LIMIT_UNANSWERED_SENDS = WIRE_LIMITS.unansweredSends;

  @Whole('Conversations that are watched.', { from: 1, to: WIRE_LIMITS.watched, by: 'connection' })
  LIMIT_WATCHED = WIRE_LIMITS.watched;

  @Whole('Events of a page.', { from: 10, to: 1_000, by: 'request' })
  LIMIT_PAGE_EVENTS = WIRE_LIMITS.pageEvents;

  @Whole('Bytes of a page.', { from: 16 * KIB, to: 4 * MIB, by: 'request' })
  LIMIT_PAGE_BYTES = WIRE_LIMITS.pageBytes;

  @Whole('Bytes that wait for a slow socket.', { from: 128 * KIB, to: 64 * MIB, by: 'connection' })
  LIMIT_OUT_QUEUE_BYTES = WIRE_LIMITS.outQueueBytes;

  @Whole('Connections on a node.', { from: 0, to: 10_000, by: 'principal' })
  LIMIT_CONNECTIONS_PER_PRINCIPAL = WIRE_LIMITS.connectionsPerPrincipal;

  @Whole('Connections opened in a second.', { from: 0, to: 100_000, by: 'address', section: 'Limits of HTTP' })
  LIMIT_UPGRADES_PER_SECOND = 200;

  @Whole('Calls of the API in a minute.', { from: 0, to: 1_000_000, by: 'principal, else address' })
  LIMIT_HTTP_PER_MINUTE = 1_200;

  @Whole('`POST /v1/visitors` in a minute.', { from: 0, to: 1_000_000, by: 'address' })
  LIMIT_VISITORS_PER_MINUTE = 120;

  @Whole('Sign-ins, registrations and password resets in a minute.', { from: 0, to: 1_000_000, by: 'address' })
  LIMIT_LOGINS_PER_MINUTE = 30;

  @Whole('Uploads in a minute.', { from: 0, to: 100_000, by: 'principal' })
  LIMIT_UPLOADS_PER_MINUTE = 30;

  @Whole('Bytes of an uploaded file.', { from: KIB, to: 1_024 * MIB, by: 'request' })
  LIMIT_FILE_BYTES = 20 * MIB;

  @Whole('Bytes of any other body of a request.', { from: 16 * KIB, to: 16 * MIB, by: 'request' })
  LIMIT_BODY_BYTES = MIB;
}
