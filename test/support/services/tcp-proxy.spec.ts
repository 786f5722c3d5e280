// The contract of the fault proxy: each fault does what its name says, and only that.

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startProxy, type Direction, type TcpProxy } from './tcp-proxy.js';

vi.setConfig({ testTimeout: 60_000 });

const SILENCE_MS = 100;

describe('the fault proxy before an echo server', () => {
  let echo: Server;
  let proxy: TcpProxy;
  let received: string;
  const clients: Client[] = [];

  beforeEach(async () => {
    received = '';
    echo = createServer((socket) => {
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
      socket.on('error', () => undefined);
      socket.pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    proxy = await startProxy({ target: { host: '127.0.0.1', port: portOf(echo) } });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.socket.destroy();
    await proxy.close();
    echo.close();
  });

  const open = async (): Promise<Client> => {
    const client = new Client(proxy.port);
    clients.push(client);
    await once(client.socket, 'connect');
    return client;
  };

  it('forwards bytes both ways and passes on an orderly end', async () => {
    const client = await open();
    client.socket.end('hello');
    await expect(client.ending).resolves.toBe('end');
    expect(client.received).toBe('hello');
  });

  it('forwards a megabyte in order', async () => {
    const client = await open();
    const text = Array.from({ length: 150_000 }, (_, index) => String(index)).join(' ');
    client.socket.end(text);
    await client.ending;
    expect(client.received === text).toBe(true);
  });

  it('resets every open connection and serves new ones', async () => {
    const both = [await open(), await open()];
    for (const client of both) await client.ask('x');
    proxy.cutAll();
    for (const client of both) await expect(client.ending).resolves.toBe('ECONNRESET');
    await (await open()).ask('again');
  });

  it('holds everything in a black hole and lets it flow on afterwards', async () => {
    const client = await open();
    proxy.blackhole(true);
    client.socket.write('one');
    const late = await open();
    late.socket.end('two');
    await delay(SILENCE_MS);
    expect(received).toBe('');
    proxy.blackhole(false);
    await client.until('one');
    await expect(late.ending).resolves.toBe('end');
    expect(late.received).toBe('two');
  });

  it('hides a dead server in a black hole', async () => {
    const client = await open();
    await client.ask('x');
    proxy.blackhole(true);
    client.socket.end();
    await expect(Promise.race([client.ending, delay(SILENCE_MS, 'silence')])).resolves.toBe('silence');
    proxy.blackhole(false);
    await expect(client.ending).resolves.toBe('end');
  });

  it('delays each direction and loses nothing at the end', async () => {
    const client = await open();
    proxy.latency(60);
    const sentAtMs = performance.now();
    client.socket.write('a');
    client.socket.end('b');
    await expect(client.ending).resolves.toBe('end');
    expect(performance.now() - sentAtMs).toBeGreaterThanOrEqual(119);
    expect(client.received).toBe('ab');
  });

  it('refuses new connections, keeps open ones, and listens on the same port again', async () => {
    const client = await open();
    await client.ask('x');
    await proxy.refuse(true);
    await expect(open()).rejects.toThrow(/ECONNREFUSED/);
    await client.ask('still');
    await proxy.refuse(false);
    await (await open()).ask('again');
  });

  it.each<[Direction, string, string]>([
    ['toServer', 'abcd', ''],
    ['toClient', 'abcdefgh', 'abcd'],
  ])('cuts after exactly the bytes asked for %s', async (direction, atServer, atClient) => {
    const client = await open();
    proxy.cutAfterBytes(4, direction);
    client.socket.write('abcdefgh');
    // libuv reports data and a reset that come in one poll as data and an end.
    await expect(client.ending).resolves.toMatch(/^(ECONNRESET|end)$/);
    await vi.waitFor(() => expect(received).toBe(atServer));
    expect(client.received).toBe(atClient);
    received = '';
    await (await open()).ask('again');
  });

  it('drops or resets what the hook says', async () => {
    const seen: string[] = [];
    proxy.onChunk((direction, chunk) => {
      seen.push(`${direction} ${chunk.toString()}`);
      if (chunk.includes('lost')) return 'drop';
      return chunk.includes('poison') ? 'reset' : 'pass';
    });
    const [client, other] = [await open(), await open()];
    await client.ask('hello');
    client.socket.write('lost');
    await vi.waitFor(() => expect(seen).toContain('toServer lost'));
    client.socket.write('poison');
    await expect(client.ending).resolves.toBe('ECONNRESET');
    await other.ask('other');
    proxy.onChunk();
    await other.ask('poison');
    expect(received).toBe('hellootherpoison');
  });

  it('resets the client when the server behind it is gone', async () => {
    echo.close();
    await once(echo, 'close');
    await expect((await open()).ending).resolves.toBe('ECONNRESET');
  });
});

/** A socket that remembers what it received and how it ended. */
class Client {
  readonly socket: Socket;
  readonly ending: Promise<string>;
  received = '';

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port });
    this.socket.on('data', (chunk: Buffer) => (this.received += chunk.toString()));
    this.ending = new Promise((resolve) => {
      this.socket.once('end', () => resolve('end'));
      this.socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
  }

  /** Sends a text and waits for its echo. */
  async ask(text: string): Promise<void> {
    this.received = '';
    this.socket.write(text);
    await this.until(text);
  }

  async until(allReceived: string): Promise<void> {
    while (this.received !== allReceived) await once(this.socket, 'data');
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
