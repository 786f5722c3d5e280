// How connections live and end: heartbeats, rates, full out-queues, replacement, drain.

import { setTimeout as sleep } from 'node:timers/promises';

import { UseFilters } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterEach, describe, expect, it } from 'vitest';

import type { Connection } from '../../../src/gateway/connection.js';
import { Connections } from '../../../src/gateway/connections.js';
import { FrameFilter } from '../../../src/gateway/frame-answers.js';
import type { ClientFrames } from '../../../src/protocol/index.js';
import { Client, startApp, type TestApp, type TestAppOptions, until, welcomeOf } from './adapter-app.js';
import { RawClient } from './adapter-raw.js';

const content = { kind: 'text', text: 'x' };
const idOf = (n: number): string => `6f9619ff-8b86-4d01-b42d-${String(n).padStart(12, '0')}`;

@UseFilters(FrameFilter)
@WebSocketGateway({ path: '/ws' })
class LifeGateway {
  last: Connection | null = null;
  /** Sends are answered once this is called. */
  answer: (() => void)[] = [];
  holding = false;

  constructor(private readonly connections: Connections) {}

  @SubscribeMessage('hello')
  hello(@ConnectedSocket() connection: Connection, @MessageBody() { token, device }: ClientFrames['hello']): void {
    this.last = connection;
    if (this.connections.register(connection, token, device)) connection.frame('welcome', welcomeOf(connection));
  }

  @SubscribeMessage('send')
  async send(@ConnectedSocket() connection: Connection, @MessageBody() data: ClientFrames['send']): Promise<unknown> {
    const place = connection.sends.enter(data.conversation, data.id);
    if (this.holding) await new Promise<void>((resolve) => this.answer.push(resolve));
    connection.sends.done(place);
    return { event: 'ack', data: { id: data.id } };
  }

  @SubscribeMessage('sync')
  sync(): unknown {
    return { event: 'events', data: {} };
  }
}

let server: TestApp;
let gateway: LifeGateway;

async function start(options: TestAppOptions = {}): Promise<void> {
  server = await startApp(LifeGateway, options);
  gateway = server.app.get(LifeGateway);
}

/** The server's end of the client that was greeted last. */
function last(): Connection {
  if (!gateway.last) throw new Error('Nobody came');
  return gateway.last;
}

afterEach(async () => {
  for (const answer of gateway.answer) answer();
  await server.app.close();
});

describe('a heartbeat', () => {
  it('pings, and keeps whoever answers', async () => {
    await start({ times: { firstPingMinMs: 20, pingIntervalMs: 60, deadAfterMs: 300, tickMs: 10 } });
    const client = await Client.greeted(server.url);
    client.socket.on('message', (data: Buffer) => data.includes('"ping"') && client.say('pong'));
    await sleep(600);
    expect(client.closed).toBeNull();
    expect(client.all('ping').length).toBeGreaterThan(3);
  });

  it('ends a silent connection with 4006', async () => {
    await start({ times: { firstPingMinMs: 20, pingIntervalMs: 60, deadAfterMs: 200, tickMs: 10 } });
    const client = await Client.greeted(server.url);
    expect(await client.end()).toMatchObject({ code: 4006 });
  });

  it('cuts a silent connection that does not answer the close either', async () => {
    await start({ times: { deadAfterMs: 100, tickMs: 10, closeMs: 100 } });
    const client = await RawClient.upgraded(server.port);
    expect(await client.closeCode()).toBe(4006);
    await until(() => client.ended, 'the cut');
    expect(server.connections.all().size).toBe(0);
  });

  it('ends a connection without hello with 4007', async () => {
    await start({ times: { helloMs: 100, tickMs: 10 } });
    const client = await Client.open(server.url);
    client.say('ping');
    await client.heard('pong');
    expect(await client.end()).toMatchObject({ code: 4007 });
  });
});

describe('a connection over its rate', () => {
  const env = { LIMIT_FRAMES_PER_SECOND: '10', LIMIT_FRAMES_BURST: '5' };

  it('is told how long to wait; a send is rejected by its id', async () => {
    await start({ env });
    const client = await Client.greeted(server.url);
    for (let n = 0; n < 4; n++) client.say('sync', { conversation: 'c' });
    client.say('send', { id: idOf(1), content });
    client.say('sync', { conversation: 'c' });
    const reject = await client.heard('reject');
    expect(reject).toMatchObject({ id: idOf(1), code: 'rate_limited', retryable: true });
    expect(reject.retryAfterMs).toBeGreaterThan(0);
    expect(await client.heard('error')).toMatchObject({ code: 'rate_limited', of: 'sync' });
  });

  it('keeps the order of sends: those behind a refused one wait until it comes again', async () => {
    await start({ env });
    const client = await Client.greeted(server.url);
    for (let n = 0; n < 4; n++) client.say('sync', { conversation: 'c' });
    client.say('send', { id: idOf(1), conversation: 'c', content });
    await client.heard('reject');
    await sleep(400);
    client.say('send', { id: idOf(2), conversation: 'c', content });
    expect(await client.heard('reject', 2)).toMatchObject({ id: idOf(2), code: 'conflict', retryable: true });
    client.say('send', { id: idOf(1), conversation: 'c', content });
    client.say('send', { id: idOf(2), conversation: 'c', content });
    await client.heard('ack', 2);
    expect(client.all('ack').map(({ id }) => id)).toEqual([idOf(1), idOf(2)]);
  });

  it('that keeps on is closed with 4013 after an error that says when to come back', async () => {
    await start({ env, times: { floodMs: 300 } });
    const client = await Client.greeted(server.url);
    const flood = setInterval(() => client.say('sync', { conversation: 'c' }), 10);
    expect(await client.end()).toMatchObject({ code: 4013 });
    clearInterval(flood);
    expect(client.frames.at(-1)).toMatchObject({ event: 'error', data: { code: 'rate_limited', retryAfterMs: 5_000 } });
  });

  it('by far is closed before that time', async () => {
    await start({ env });
    const client = await Client.greeted(server.url);
    for (let n = 0; n < 1_000; n++) client.say('sync', { conversation: 'c' });
    expect(await client.end()).toMatchObject({ code: 4013 });
  });

  it('pays nothing for its answers to pings', async () => {
    await start({ env, times: { firstPingMinMs: 5, pingIntervalMs: 10, tickMs: 10 } });
    const client = await Client.greeted(server.url);
    client.socket.on('message', (data: Buffer) => data.includes('"ping"') && client.say('pong'));
    await client.heard('ping', 30);
    client.say('sync', { conversation: 'c' });
    await client.heard('events');
    expect(client.all('error')).toEqual([]);
  });
});

describe('unanswered sends', () => {
  it('beyond 16 are rejected retryably, and in order afterwards', async () => {
    await start();
    gateway.holding = true;
    const client = await Client.greeted(server.url);
    for (let n = 1; n <= 18; n++) client.say('send', { id: idOf(n), content });
    expect(await client.heard('reject')).toMatchObject({ id: idOf(17), code: 'rate_limited', retryable: true });
    expect(await client.heard('reject', 2)).toMatchObject({ id: idOf(18), retryable: true });
    gateway.holding = false;
    for (const answer of gateway.answer) answer();
    await client.heard('ack', 16);
    client.say('send', { id: idOf(18), content });
    expect(await client.heard('reject', 3)).toMatchObject({ id: idOf(18), code: 'conflict' });
    client.say('send', { id: idOf(17), content });
    client.say('send', { id: idOf(18), content });
    await client.heard('ack', 18);
    expect(client.all('ack').map(({ id }) => id)).toEqual(Array.from({ length: 18 }, (_, n) => idOf(n + 1)));
  });
});

describe('a full out-queue', () => {
  /** Fills the queue of a client that has stopped to read, beyond what the kernel takes. */
  const fill = (connection: Connection): void => {
    for (let n = 0; n < 10_000 && connection.writable; n++) connection.send('x'.repeat(10_000));
  };

  it('says when it has drained', async () => {
    await start();
    const client = await Client.greeted(server.url);
    client.socket.removeAllListeners('message');
    client.socket.pause();
    let drained = 0;
    await until(() => {
      fill(last());
      return !last().writable;
    }, 'a full queue');
    last().onWritable(() => drained++);
    await sleep(100);
    expect(drained).toBe(0);
    client.socket.resume();
    await until(() => drained === 1, 'the drain');
    expect(last().writable).toBe(true);
    expect(last().fullSince).toBe(0);
  });

  it('that stays full ends the connection with 4008', async () => {
    await start({ times: { slowConsumerMs: 150, tickMs: 10, closeMs: 100 } });
    const client = await Client.greeted(server.url);
    client.socket.pause();
    fill(last());
    await until(() => last().state === 'closing', 'the close');
    expect(server.connections.counters.slow).toBe(1);
    await until(() => server.connections.all().size === 0, 'the cut');
  });

  it('does not grow without bound by answers', async () => {
    await start({ times: { closeMs: 100 } });
    const client = await Client.greeted(server.url);
    client.socket.pause();
    let sent = 0;
    while (last().send('x'.repeat(10_000))) sent++;
    expect(last().state).toBe('closing');
    expect(sent).toBeLessThan(2_000);
  });
});

describe('a principal', () => {
  it('has one connection of a device: the newer replaces the older', async () => {
    await start();
    const older = await Client.greeted(server.url, 'tab');
    const newer = await Client.greeted(server.url, 'tab');
    expect(await older.end()).toMatchObject({ code: 4009 });
    newer.say('sync', { conversation: 'c' });
    await newer.heard('events');
  });

  it('has so many places: the oldest goes; in a storm of reconnects the newest', async () => {
    await start({ env: { LIMIT_CONNECTIONS_PER_PRINCIPAL: '2' } });
    const clients = [];
    for (let n = 0; n < 4; n++) clients.push(await Client.greeted(server.url, `tab ${n}`));
    expect(await clients[0]?.end()).toMatchObject({ code: 4009 });
    expect(await clients[1]?.end()).toMatchObject({ code: 4009 });
    const fifth = await Client.open(server.url);
    fifth.say('hello', { token: 'token', device: 'tab 5' });
    expect(await fifth.end()).toMatchObject({ code: 4504 });
    expect(server.connections.of('token').map(({ device }) => device)).toEqual(['tab 2', 'tab 3']);
  });
});

describe('a drain', () => {
  it('refuses new sockets with 503, tells the others in portions and closes who stays with 1012', async () => {
    await start();
    const clients = await Promise.all(Array.from({ length: 10 }, (_, n) => Client.greeted(server.url, `tab ${n}`)));
    const drained = server.adapter.drain(600);
    await until(() => clients.some((client) => client.all('drain').length > 0), 'the first portion');
    expect(clients.every((client) => client.all('drain').length > 0)).toBe(false);
    await expect(Client.open(server.url)).rejects.toThrow('503');
    await until(() => clients.every((client) => client.all('drain').length === 1), 'all portions');
    expect(clients.every(({ closed }) => closed === null)).toBe(true);
    await drained;
    for (const client of clients) expect(await client.end()).toMatchObject({ code: 1012 });
    expect(Number(clients[0]?.all('drain')[0]?.withinMs)).toBeLessThanOrEqual(600);
  });

  it('ends as soon as all have left, and at once when nobody is there', async () => {
    await start();
    const client = await Client.greeted(server.url);
    const began = performance.now();
    const drained = server.adapter.drain(10_000);
    await client.heard('drain');
    client.socket.close();
    await drained;
    await server.adapter.drain(10_000);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('cuts who does not answer the close', async () => {
    await start({ times: { closeMs: 100 } });
    const client = await RawClient.upgraded(server.port);
    await server.adapter.drain(50);
    expect(await client.closeCode()).toBe(1012);
    await until(() => client.ended, 'the cut');
  });
});
