// The socket adapter in a real application: what Nest's own adapter gets wrong must be right here.

import { setTimeout as sleep } from 'node:timers/promises';

import {
  UseFilters,
  UseInterceptors,
  type NestInterceptor,
  type CallHandler,
  type ExecutionContext,
  UseGuards,
} from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { map } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ChatError } from '../../../src/common/chat-error.js';
import { validationPipe } from '../../../src/common/validation.js';
import type { Connection } from '../../../src/gateway/connection.js';
import { FrameFilter } from '../../../src/gateway/frame-answers.js';
import type { ClientFrames } from '../../../src/protocol/index.js';
import { Client, NobodyGuard, startApp, type TestApp, until, welcomeOf } from './adapter-app.js';

const ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const content = { kind: 'text', text: 'x' };

class Marking implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler) {
    return next.handle().pipe(map((data: unknown) => ({ event: 'marks', data })));
  }
}

@UseFilters(FrameFilter)
@WebSocketGateway({ path: '/ws' })
class TestGateway {
  started: string[] = [];
  gone: number[] = [];
  connecting: (connection: Connection) => unknown = () => undefined;
  sending: (data: ClientFrames['send'], connection: Connection) => unknown = ({ id }) => ({
    event: 'ack',
    data: { id },
  });

  handleConnection(connection: Connection): unknown {
    return this.connecting(connection);
  }

  handleDisconnect(_connection: Connection, code: number): void {
    this.gone.push(code);
  }

  @SubscribeMessage('hello')
  async hello(@ConnectedSocket() connection: Connection): Promise<void> {
    this.started.push('hello');
    await sleep(30);
    connection.frame('welcome', welcomeOf(connection));
  }

  @SubscribeMessage('send')
  send(@ConnectedSocket() connection: Connection, @MessageBody() data: ClientFrames['send']): unknown {
    this.started.push(`send ${data.replyTo ?? ''}`);
    return this.sending(data, connection);
  }

  @SubscribeMessage('read')
  read(@MessageBody() data: ClientFrames['read']): void {
    this.started.push(`read ${JSON.stringify(data)}`);
  }

  @SubscribeMessage('sync')
  sync(@MessageBody() { after }: ClientFrames['sync']): string {
    this.started.push(`sync ${after ?? ''}`);
    return JSON.stringify({ event: 'events', data: { after } });
  }

  @SubscribeMessage('typing')
  typing(): never {
    throw new Error('secret of the server');
  }

  @UseGuards(NobodyGuard)
  @SubscribeMessage('watch')
  watch(): void {
    this.started.push('watch');
  }

  @UseInterceptors(Marking)
  @SubscribeMessage('unwatch')
  unwatch(@MessageBody() data: ClientFrames['unwatch']): unknown {
    return data;
  }

  @SubscribeMessage('refresh')
  refresh(): Promise<never> {
    return Promise.reject(new ChatError('unavailable', 'Away', { retryAfterMs: 7 }));
  }
}

let server: TestApp;
let gateway: TestGateway;
const rejections: unknown[] = [];
const note = (error: unknown) => void rejections.push(error);

async function start(options: Parameters<typeof startApp>[1] = {}): Promise<void> {
  server = await startApp(TestGateway, options);
  gateway = server.app.get(TestGateway);
}

beforeEach(() => {
  rejections.length = 0;
  process.on('unhandledRejection', note).on('uncaughtException', note);
});

afterEach(async () => {
  await server.app.close();
  process.off('unhandledRejection', note).off('uncaughtException', note);
  expect(rejections).toEqual([]);
});

describe('frames of one connection', () => {
  it('start in the order in which they came, whatever their handlers are', async () => {
    await start({ env: { LIMIT_FRAMES_PER_SECOND: '0', LIMIT_UNANSWERED_SENDS: '1000' } });
    const client = await Client.greeted(server.url);
    const expected = ['hello'];
    for (let n = 1; n <= 100; n++) {
      client.say('send', { id: ID, content, replyTo: n });
      client.say('sync', { conversation: 'c', after: n });
      client.say('read', { upTo: { c: n } });
      expected.push(`send ${n}`, `sync ${n}`, `read {"upTo":{"c":${n}}}`);
    }
    await client.heard('events', 100);
    expect(gateway.started).toEqual(expected);
  });

  it('are not awaited: a frame behind a slow one is answered first', async () => {
    await start();
    let finish: (() => void) | undefined;
    gateway.sending = ({ id }) => new Promise((resolve) => (finish = () => resolve({ event: 'ack', data: { id } })));
    const client = await Client.greeted(server.url);
    client.say('send', { id: ID, content });
    client.say('sync', { conversation: 'c' });
    client.say('ping');
    await client.heard('events');
    await client.heard('pong');
    expect(client.all('ack')).toEqual([]);
    finish?.();
    expect(await client.heard('ack')).toEqual({ id: ID });
  });

  it('are not handled before the welcome, neither before nor after a hello', async () => {
    await start();
    const client = await Client.open(server.url);
    client.say('send', { id: ID, content });
    client.say('hello', { token: 't', device: 'd' });
    client.say('sync', { conversation: 'c' });
    client.say('nonsense');
    client.say('ping');
    await client.heard('welcome');
    expect(gateway.started).toEqual(['hello']);
    expect(client.all('error').map(({ code, of }) => [code, of])).toEqual([
      ['unauthorized', 'send'],
      ['unauthorized', 'sync'],
      ['unauthorized', 'nonsense'],
    ]);
    expect(client.all('pong')).toHaveLength(1);
    client.say('sync', { conversation: 'c' });
    await client.heard('events');
  });

  it('know one hello only', async () => {
    await start();
    const client = await Client.greeted(server.url);
    client.say('hello', { token: 't', device: 'd' });
    expect(await client.heard('error')).toMatchObject({ code: 'invalid', of: 'hello' });
    expect(gateway.started).toEqual(['hello']);
  });
});

describe('a failing handler', () => {
  it('that throws is answered by error internal, without a word of the cause', async () => {
    await start();
    const client = await Client.greeted(server.url);
    client.say('typing', { conversation: 'c', on: true });
    const error = await client.heard('error');
    expect(error).toEqual({ code: 'internal', message: 'Something went wrong', of: 'typing', conversation: 'c' });
  });

  it('that rejects with a code is answered by that code', async () => {
    await start();
    const client = await Client.greeted(server.url);
    client.say('refresh', { token: 'private-token' });
    expect(await client.heard('error')).toEqual({
      code: 'unavailable',
      message: 'Away',
      of: 'refresh',
      retryAfterMs: 7,
    });
    expect(JSON.stringify(client.frames)).not.toContain('private-token');
  });

  it('of a send is answered by reject with its id', async () => {
    await start();
    gateway.sending = () => Promise.reject(new ChatError('closed', 'It is closed'));
    const client = await Client.greeted(server.url);
    client.say('send', { id: ID, content });
    expect(await client.heard('reject')).toEqual({ id: ID, code: 'closed', message: 'It is closed', retryable: false });
  });

  it('does not stop the frames behind it', async () => {
    await start();
    const client = await Client.greeted(server.url);
    client.say('typing', { conversation: 'c', on: true });
    client.say('sync', { conversation: 'c' });
    await client.heard('events');
  });

  it('of a gateway without a filter of ours says internal and echoes nothing', async () => {
    @WebSocketGateway({ path: '/ws' })
    class Plain {
      @SubscribeMessage('hello')
      hello(): never {
        throw new Error('secret of the server');
      }
    }
    server = await startApp(Plain);
    const client = await Client.open(server.url);
    client.say('hello', { token: 'private-token', device: 'd' });
    expect(await client.heard('error')).toMatchObject({ code: 'internal' });
    expect(JSON.stringify(client.frames)).not.toMatch(/private-token|secret/);
  });
});

describe('handleConnection', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('that %s ends that connection and not the process', async (_how, connecting) => {
    await start();
    gateway.connecting = connecting;
    const client = await Client.open(server.url);
    expect(await client.end()).toMatchObject({ code: 4013 });
    gateway.connecting = () => undefined;
    await Client.greeted(server.url);
    await sleep(20);
    expect(rejections).toEqual([]);
  });

  it('that takes long loses no frame', async () => {
    await start();
    gateway.connecting = () => sleep(100);
    const client = await Client.open(server.url);
    client.say('hello', { token: 't', device: 'd' });
    await client.heard('welcome');
  });
});

describe('Nest', () => {
  it('binds one table of handlers for all clients', async () => {
    await start();
    const bound = vi.spyOn(server.adapter, 'bindMessageHandlers');
    const first = await Client.greeted(server.url, 'one');
    const second = await Client.greeted(server.url, 'two');
    for (const client of [first, second]) {
      client.say('sync', { conversation: 'c', after: 1 });
      await client.heard('events');
    }
    expect(bound).not.toHaveBeenCalled();
  });

  it('runs global pipes on frames without harm', async () => {
    await start({ prepare: (app) => app.useGlobalPipes(validationPipe()) });
    const client = await Client.greeted(server.url);
    client.say('sync', { conversation: 'c', after: 3, unknownMember: 1 });
    expect(await client.heard('events')).toEqual({ after: 3 });
  });

  it('asks the guards of a handler', async () => {
    await start();
    const client = await Client.greeted(server.url);
    client.say('watch', { conversations: {} });
    expect(await client.heard('error')).toMatchObject({ code: 'forbidden', of: 'watch' });
    expect(gateway.started).toEqual(['hello']);
  });

  it('asks global guards too', async () => {
    await start({ prepare: (app) => app.useGlobalGuards(new NobodyGuard()) });
    const client = await Client.open(server.url);
    client.say('hello', { token: 't', device: 'd' });
    expect(await client.heard('error')).toMatchObject({ code: 'forbidden', of: 'hello' });
    expect(await client.end()).toMatchObject({ code: 4500 });
  });

  it('runs interceptors on what a handler returns', async () => {
    await start();
    const client = await Client.greeted(server.url);
    client.say('unwatch', { conversations: ['c'] });
    expect(await client.heard('marks')).toEqual({ conversations: ['c'] });
  });

  it('closes sockets with 1012 at shutdown, after what was sent is answered', async () => {
    await start();
    gateway.sending = ({ id }, connection) => {
      const place = connection.sends.enter(undefined, id);
      return sleep(150).then(() => {
        connection.sends.done(place);
        return { event: 'ack', data: { id } };
      });
    };
    const client = await Client.greeted(server.url);
    client.say('send', { id: ID, content });
    await until(() => gateway.started.length === 2, 'the send');
    await server.app.close();
    expect(await client.end()).toMatchObject({ code: 1012 });
    expect(client.all('ack')).toEqual([{ id: ID }]);
    expect(gateway.gone).toEqual([1012]);
  });

  it('tells the gateway of a cut', async () => {
    await start();
    const client = await Client.greeted(server.url);
    client.socket.terminate();
    await until(() => gateway.gone.length === 1, 'handleDisconnect');
    expect(gateway.gone).toEqual([1006]);
    expect(server.connections.all().size).toBe(0);
  });
});
