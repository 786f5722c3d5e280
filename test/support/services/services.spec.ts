// The contract of the small private test servers: each starts, answers, survives its faults and restarts
// on the same port. Faults in other tests are only as real as these.

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { launchChromium } from './chromium.js';
import { exchange, type LocalServer } from './local-server.js';
import { startMemcached } from './memcached.js';
import { startNats } from './nats.js';
import { startNginx } from './nginx.js';
import { freeLoopbackPort } from './process.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const SILENCE_MS = 150;

const small = [
  {
    name: 'memcached',
    start: (port?: number) => startMemcached(port === undefined ? {} : { port }),
    request: 'version\r\n',
    answer: /^VERSION .*\r\n/,
  },
  {
    name: 'nats',
    start: (port?: number) => startNats(port === undefined ? {} : { port }),
    request: 'PING\r\n',
    answer: /PONG\r\n/,
  },
  {
    name: 'nginx',
    start: (port?: number) => {
      const configText = (own: number): string =>
        `server { listen 127.0.0.1:${String(own)}; return 200 "the shop is open"; }`;
      return startNginx(port === undefined ? { configText } : { configText, port });
    },
    request: 'GET / HTTP/1.0\r\n\r\n',
    answer: /the shop is open/,
  },
];

describe.each(small)('a private $name', ({ start, request, answer }) => {
  let server: LocalServer;
  const ask = (timeoutMs?: number): Promise<string> => exchange(server.port, request, answer, timeoutMs);

  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  it('answers on its port', async () => {
    await expect(ask()).resolves.toMatch(answer);
  });

  it('refuses connections after a kill and answers on the same port after a restart', async () => {
    const { pid, port } = server;
    await server.kill9();
    await expect(ask()).rejects.toThrow(/ECONNREFUSED/);
    await server.restart();
    expect(server.port).toBe(port);
    expect(server.pid).not.toBe(pid);
    await expect(ask()).resolves.toMatch(answer);
  });

  it('is silent while frozen and answers the waiting request when thawed', async () => {
    await server.freeze();
    const waiting = ask(30_000);
    await expect(firstOf(waiting)).resolves.toBe('silence');
    server.thaw();
    await expect(waiting).resolves.toMatch(answer);
  });

  it('can be stopped while frozen and starts on a port that a test asks for', async () => {
    const port = await freeLoopbackPort();
    const other = await start(port);
    expect(other.port).toBe(port);
    await other.freeze();
    await other.stop();
    await expect(exchange(port, request, answer)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('says what the server printed when the port is taken', async () => {
    await expect(start(server.port)).rejects.toThrow(/address already in use/i);
  });
});

describe('a private nats with credentials', () => {
  it('lets in only who knows them', async () => {
    const server = await startNats({ user: 'bell', password: 'quote " and $dollar' });
    const login = (pass: string): Promise<string> => {
      const connect = `CONNECT ${JSON.stringify({ user: 'bell', pass, verbose: false })}\r\n`;
      return exchange(server.port, `${connect}PING\r\n`, /PONG|-ERR.*\r\n/);
    };
    await expect(login('quote " and $dollar')).resolves.toContain('PONG');
    await expect(login('wrong')).resolves.toContain('Authorization Violation');
    await server.stop();
  });
});

describe('a private memcached with little memory', () => {
  it('has the limit that a test asks for', async () => {
    const server = await startMemcached({ memoryMb: 8 });
    const statistics = await exchange(server.port, 'stats\r\n', /END\r\n/);
    expect(statistics).toContain(`STAT limit_maxbytes ${String(8 * 1024 * 1024)}\r\n`);
    await server.stop();
  });
});

describe('chromium', () => {
  it('renders a page', async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.setContent('<h1>你好 🔔</h1>');
    await expect(page.textContent('h1')).resolves.toBe('你好 🔔');
    await browser.close();
  });
});

/** Silence has no event: the only bounded waits of this file. */
function firstOf(answer: Promise<unknown>): Promise<unknown> {
  return Promise.race([answer, delay(SILENCE_MS, 'silence')]);
}
