// What the environment may say, and what stops a start.

import { describe, expect, it } from 'vitest';

import { WIRE_LIMITS } from '../protocol/index.js';
import { parseConfig } from './config.js';
import { ConfigError } from './config-error.js';

const SECRET = 'a-secret-of-at-least-thirty-two-characters';
const NEXT_SECRET = 'the-former-secret-that-still-verifies-tokens';
const keepSecret = () => SECRET;

const parse = (env: NodeJS.ProcessEnv = {}) => parseConfig(env, keepSecret);

function refusal(env: NodeJS.ProcessEnv): ConfigError {
  try {
    parse(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
}

describe('the configuration without any variable', () => {
  it('is one process on SQLite, listening on loopback', () => {
    const config = parse();
    expect(config.http).toMatchObject({ port: 8080, host: '127.0.0.1', secure: false, trustedProxies: [] });
    expect(config.http.publicUrl).toBe('http://localhost:8080');
    expect(config.http.widgetOrigin).toBe('http://localhost:8080');
    expect(config.database.dialect).toBe('sqlite');
    expect(config.database.path).toBe(`${config.dataDir}/shopbell.db`);
    expect(config.cluster).toMatchObject({ memcachedServers: [], manyNodes: false });
    expect(config.cluster.nodeName).toMatch(/^[\w-]{1,64}$/);
    expect(config.ops).toEqual({ port: 9464, host: '127.0.0.1' });
    expect(config.auth.allowSignup).toBe(false);
    expect(config.mail.smtpUrl).toBeNull();
  });

  it('has the limits of the protocol', () => {
    expect(parse().limits.wire).toEqual(WIRE_LIMITS);
  });

  it('keeps a secret of its own', () => {
    expect(parse().auth.tokenSecrets).toEqual([SECRET]);
  });

  it('takes an empty variable for an unset one', () => {
    expect(parse({ PORT: '', HOST: ' ', ALLOW_SIGNUP: '' })).toEqual(parse());
  });
});

describe('the configuration tree', () => {
  it('is frozen to its leaves', () => {
    const config = parse({ TRUSTED_PROXIES: '10.0.0.0/8' });
    expect(() => Object.assign(config.limits.wire, { textLength: 1 })).toThrow(TypeError);
    expect(() => (config.http.trustedProxies as string[]).push('::1')).toThrow(TypeError);
  });

  it('reads a whole installation of many nodes', () => {
    const config = parse({
      PUBLIC_URL: 'https://chat.example.com/',
      WIDGET_ORIGIN: 'https://widget.example.com',
      TRUSTED_PROXIES: '127.0.0.1, fd00::/8',
      DATABASE_URL: 'mysql://u:p@db:3306/shopbell',
      MEMCACHED_SERVERS: 'cache-1:11211,cache-2:11211',
      NATS_SERVERS: 'nats://bell:s%20ecret@bus-1:4222,bus-2:4222',
      TOKEN_SECRETS: `${SECRET},${NEXT_SECRET}`,
      NODE_NAME: 'node-1',
      LIMIT_UPGRADES_PER_SECOND: '0',
      ALLOW_SIGNUP: 'true',
    });
    expect(config.http).toMatchObject({ publicUrl: 'https://chat.example.com', secure: true });
    expect(config.http.trustedProxies).toEqual(['127.0.0.1', 'fd00::/8']);
    expect(config.database).toMatchObject({ dialect: 'mysql', path: null });
    expect(config.cluster).toEqual({
      nodeName: 'node-1',
      memcachedServers: ['cache-1:11211', 'cache-2:11211'],
      nats: { servers: ['bus-1:4222', 'bus-2:4222'], user: 'bell', password: 's ecret', tls: false },
      manyNodes: true,
    });
    expect(config.auth).toEqual({ tokenSecrets: [SECRET, NEXT_SECRET], allowSignup: true });
    expect(config.limits.upgradesPerSecond).toBe(0);
  });
});

describe('a bad value', () => {
  it.each([
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '-1'],
    ['PORT', '0x50'],
    ['HOST', 'no host'],
    ['PUBLIC_URL', 'https://chat.example.com/path'],
    ['PUBLIC_URL', 'chat.mine.example'],
    ['WIDGET_ORIGIN', 'ftp://widget.example.com'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'proxy.local'],
    ['DATABASE_URL', 'postgres://u:pass-of-mine@db/shop'],
    ['DATABASE_URL', 'mysql://u:pass-of-mine@db'],
    ['DATABASE_URL', 'sqlite://'],
    ['MEMCACHED_SERVERS', 'cache-1'],
    ['MEMCACHED_SERVERS', 'cache-1:99999'],
    ['NATS_SERVERS', 'http://bus:4222'],
    ['NODE_NAME', 'node.1'],
    ['TOKEN_SECRETS', 'too-short'],
    ['TOKEN_SECRETS', `${SECRET},too-short`],
    ['ALLOW_SIGNUP', 'yes'],
    ['LOG_LEVEL', 'verbose'],
    ['SMTP_URL', 'mail.example.com:25'],
    ['LIMIT_TEXT_LENGTH', '99'],
    ['LIMIT_FRAMES_PER_SECOND', '1e3'],
  ])('of %s stops the start and stays out of the message (%s)', (key, value) => {
    const error = refusal({ [key]: value });
    expect(error.keys).toContain(key);
    expect(error.message).toContain(key);
    expect(error.message).not.toContain(value);
  });

  it('is told together with all others', () => {
    expect(refusal({ PORT: 'x', LOG_LEVEL: 'x', LIMIT_WATCHED: 'x' }).keys).toEqual([
      'PORT',
      'LOG_LEVEL',
      'LIMIT_WATCHED',
    ]);
  });

  it('in the name of a limit is told', () => {
    expect(refusal({ LIMIT_FRAME_PER_SECOND: '5' }).keys).toEqual(['LIMIT_FRAME_PER_SECOND']);
  });
});

describe('variables that depend on each other', () => {
  it.each(['MEMCACHED_SERVERS', 'NATS_SERVERS'])('%s needs TOKEN_SECRETS', (key) => {
    expect(refusal({ [key]: 'host:4222' }).keys).toEqual(['TOKEN_SECRETS']);
  });

  it('SMTP_URL needs MAIL_FROM', () => {
    expect(refusal({ SMTP_URL: 'smtp://mail:25' }).keys).toEqual(['MAIL_FROM']);
    expect(parse({ SMTP_URL: 'smtp://mail:25', MAIL_FROM: 'Shop <a@b.example>' }).mail.smtpUrl).toBe('smtp://mail:25');
  });

  it('a frame must hold the longest text, a queue the largest frame', () => {
    expect(refusal({ LIMIT_TEXT_LENGTH: '20000' }).keys).toEqual(['LIMIT_FRAME_BYTES']);
    expect(refusal({ LIMIT_OUT_QUEUE_BYTES: '200000' }).keys).toEqual(['LIMIT_OUT_QUEUE_BYTES']);
    expect(refusal({ LIMIT_PAGE_BYTES: '500000' }).keys).toEqual(['LIMIT_SERVER_FRAME_BYTES']);
  });
});
