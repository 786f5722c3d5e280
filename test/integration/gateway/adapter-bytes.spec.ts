// Hostile upgrades and bytes: each is refused by the code of the protocol, and no one else suffers.

import { setTimeout as sleep } from 'node:timers/promises';

import { UseFilters } from '@nestjs/common';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Connection } from '../../../src/gateway/connection.js';
import { FrameFilter } from '../../../src/gateway/frame-answers.js';
import type { ClientFrames } from '../../../src/protocol/index.js';
import { Client, startApp, type TestApp, welcomeOf } from './adapter-app.js';
import { BINARY, CONTINUATION, frameOf, hugeHead, PING, RawClient, upgradeRequest } from './adapter-raw.js';

const ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';

@UseFilters(FrameFilter)
@WebSocketGateway({ path: '/ws' })
class EchoGateway {
  @SubscribeMessage('hello')
  hello(@ConnectedSocket() connection: Connection): void {
    connection.frame('welcome', welcomeOf(connection));
  }

  @SubscribeMessage('send')
  send(@MessageBody() data: ClientFrames['send']): unknown {
    return { event: 'ack', data: { ...data } };
  }

  @SubscribeMessage('read')
  read(@MessageBody() data: ClientFrames['read']): unknown {
    return { event: 'marks', data: { ...data } };
  }

  @SubscribeMessage('sync')
  sync(@MessageBody() data: ClientFrames['sync']): unknown {
    return { event: 'events', data: { ...data } };
  }

  @SubscribeMessage('inbox')
  inbox(@MessageBody() data: ClientFrames['inbox']): unknown {
    return { event: 'inbox', data: { ...data } };
  }
}

let server: TestApp;

beforeEach(async () => {
  server = await startApp(EchoGateway, { times: { closeMs: 500 }, env: { LIMIT_FRAMES_PER_SECOND: '0' } });
});
/** Whatever happened, others are served. */
afterEach(async () => {
  await Client.greeted(server.url, 'another');
  await server.app.close();
});

async function restart(env: Record<string, string>): Promise<void> {
  await server.app.close();
  server = await startApp(EchoGateway, { times: { closeMs: 500 }, env });
}

describe('an upgrade', () => {
  const answerTo = async (path: string, headers: Record<string, string | undefined> = {}): Promise<string> => {
    const client = RawClient.connect(server.port);
    client.socket.write(upgradeRequest(path, headers));
    const head = await client.head();
    client.socket.destroy();
    return head;
  };

  it.each([
    ['another path', '/other', {}, 404],
    ['a path below', '/ws/x', {}, 404],
    ['a path with a slash behind', '/ws/', {}, 404],
    ['a foreign origin', '/ws', { Origin: 'https://evil.test' }, 403],
    ['the origin null', '/ws', { Origin: 'null' }, 403],
    ['an origin that begins like ours', '/ws', { Origin: 'https://console.test.evil' }, 403],
    ['no subprotocol', '/ws', { 'Sec-WebSocket-Protocol': undefined }, 400],
    ['another subprotocol', '/ws', { 'Sec-WebSocket-Protocol': 'shopbell.v0' }, 400],
    ['no key', '/ws', { 'Sec-WebSocket-Key': undefined }, 400],
    ['another protocol', '/ws', { Upgrade: 'h2c' }, 400],
  ])('with %s is refused', async (_what, path, headers, status) => {
    expect(await answerTo(path, headers)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it.each([
    ['of the console', { Origin: 'https://console.test' }],
    ['of the widget', { Origin: 'https://widget.test' }],
    ['of no browser', {}],
    ['with our subprotocol among others', { 'Sec-WebSocket-Protocol': 'x, shopbell.v1' }],
  ])('%s is taken, the query is not looked at', async (_what, headers) => {
    const head = await answerTo('/ws?token=x', headers);
    expect(head).toMatch(/^HTTP\/1.1 101 /);
    expect(head).toContain('Sec-WebSocket-Protocol: shopbell.v1\r\n');
    expect(head).not.toMatch(/extensions/i);
  });

  it('over the rate of its address is refused with 429 and the time to wait', async () => {
    await restart({ LIMIT_UPGRADES_PER_SECOND: '3' });
    const answers = [];
    for (let n = 0; n < 5; n++) answers.push(await answerTo('/ws'));
    expect(answers.map((head) => head.split(' ')[1])).toEqual(['101', '101', '101', '429', '429']);
    expect(answers[4]).toMatch(/Retry-After: 1\r\n/);
    await sleep(1_000);
    expect(await answerTo('/ws')).toMatch(/ 101 /);
  });

  it('is not believed about its address unless a trusted proxy says so', async () => {
    await restart({ LIMIT_UPGRADES_PER_SECOND: '1' });
    await answerTo('/ws', { 'X-Forwarded-For': '10.0.0.1' });
    expect(await answerTo('/ws', { 'X-Forwarded-For': '10.0.0.2' })).toMatch(/ 429 /);
    await restart({ LIMIT_UPGRADES_PER_SECOND: '1', TRUSTED_PROXIES: '127.0.0.1' });
    await answerTo('/ws', { 'X-Forwarded-For': '10.0.0.1' });
    expect(await answerTo('/ws', { 'X-Forwarded-For': '10.0.0.2' })).toMatch(/ 101 /);
  });

  it('whose head comes letter by letter holds up no one', async () => {
    const slow = RawClient.connect(server.port);
    for (const letter of upgradeRequest().slice(0, 40)) slow.socket.write(letter);
    await Client.greeted(server.url);
    slow.socket.destroy();
  });
});

describe('bytes', () => {
  it.each([
    ['a frame of 2^40 bytes', hugeHead(), 1009],
    ['text that is no UTF-8', frameOf(Buffer.from([0xc3, 0x28])), 1007],
    ['a reserved bit', frameOf('{}', { rsv: 0x40 }), 1002],
    ['a frame without a mask', frameOf('{}', { masked: false }), 1002],
    ['an unknown opcode', frameOf('{}', { opcode: 0x3 }), 1002],
    ['a continuation of nothing', frameOf('{}', { opcode: CONTINUATION }), 1002],
    ['a fragmented ping', frameOf('', { opcode: PING, fin: false }), 1002],
    ['a binary frame', frameOf('{}', { opcode: BINARY }), 4501],
  ])('with %s end the connection', async (_what, bytes, code) => {
    const client = await RawClient.upgraded(server.port);
    client.socket.write(bytes);
    expect(await client.closeCode()).toBe(code);
    client.socket.destroy();
  });

  it('in 500,000 empty fragments end the connection early', async () => {
    const client = await RawClient.upgraded(server.port);
    const empty = frameOf('', { opcode: CONTINUATION, fin: false });
    client.socket.write(frameOf('{', { fin: false }));
    client.socket.write(Buffer.concat(Array.from({ length: 500_000 }, () => empty)));
    expect(await client.closeCode()).toBe(1008);
    client.socket.destroy();
  });

  it('in fragments that make a frame over the limit end the connection with 1009', async () => {
    const client = await RawClient.upgraded(server.port);
    client.socket.write(frameOf('x'.repeat(40_000), { fin: false }));
    client.socket.write(frameOf('x'.repeat(40_000), { opcode: CONTINUATION }));
    expect(await client.closeCode()).toBe(1009);
    client.socket.destroy();
  });

  it('over 32 KiB before welcome, and over 64 KiB after it, end the connection with 1009', async () => {
    const before = await Client.open(server.url);
    before.socket.send(`{"event":"hello","data":{"token":"${'x'.repeat(33_000)}"}}`);
    expect(await before.end()).toMatchObject({ code: 1009 });
    const after = await Client.greeted(server.url);
    after.say('read', { upTo: {}, pad: 'x'.repeat(60_000) });
    await after.heard('marks');
    after.say('read', { upTo: {}, pad: 'x'.repeat(66_000) });
    expect(await after.end()).toMatchObject({ code: 1009 });
  });

  it('of pings of the WebSocket layer are answered', async () => {
    const client = await Client.greeted(server.url);
    const pong = new Promise((resolve) => client.socket.once('pong', resolve));
    client.socket.ping('x');
    expect(String(await pong)).toBe('x');
  });
});

describe('a frame', () => {
  it.each([
    '',
    'null',
    '7',
    '"x"',
    '[]',
    '{',
    '{}',
    '{"event":1,"data":{}}',
    '{"event":"send","data":[]}',
    '{"event":"send","data":null}',
  ])('of the text %s is answered by error invalid; the third one ends the connection', async (text) => {
    const client = await Client.greeted(server.url);
    for (let n = 0; n < 3; n++) client.socket.send(text);
    expect(await client.end()).toMatchObject({ code: 4501 });
    expect(client.all('error').map(({ code }) => code)).toEqual(['invalid', 'invalid']);
  });

  it('of an unknown event is answered by error unsupported and harms nothing else', async () => {
    const client = await Client.greeted(server.url);
    for (const event of ['future', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '<b>']) client.say(event);
    client.say('sync', { conversation: 'c' });
    await client.heard('events');
    expect(client.all('error').map(({ code, of }) => [code, of])).toEqual([
      ...['future', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''].map((of) => ['unsupported', of]),
    ]);
  });

  it.each([
    ['sync', '{"conversation":"c","after":1152921504606846976}', 'after'],
    ['sync', '{"conversation":"c","after":-1}', 'after'],
    ['sync', '{"conversation":"c","after":1.5}', 'after'],
    ['sync', '{"conversation":"c","after":"1"}', 'after'],
    ['sync', '{"conversation":null}', 'conversation'],
    ['sync', '{}', 'conversation'],
    ['read', '{"upTo":{"c":-1}}', 'upTo'],
    ['read', '{"upTo":{"c":1e300}}', 'upTo'],
    ['read', '{"upTo":{"c":null}}', 'upTo'],
    ['read', '{"upTo":{"__proto__":1}}', 'upTo'],
    ['read', '{"upTo":[]}', 'upTo'],
    ['read', `{"upTo":{"${'k'.repeat(65)}":1}}`, 'upTo'],
    ['read', JSON.stringify({ upTo: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`c${n}`, 1])) }), 'upTo'],
    ['inbox', '{"filter":{"status":"secret"}}', 'filter.status'],
    ['inbox', '{"filter":[]}', 'filter'],
    ['inbox', '{}', 'filter'],
  ])('%s with %s is answered by error invalid that names %s', async (event, data, field) => {
    const client = await Client.greeted(server.url);
    client.socket.send(`{"event":"${event}","data":${data}}`);
    const error = await client.heard('error');
    expect(error).toMatchObject({ code: 'invalid', of: event, message: `Not valid: ${field}` });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('is handed on without members that its name does not know', async () => {
    const client = await Client.greeted(server.url);
    client.socket.send('{"event":"sync","data":{"conversation":"c","more":1,"__proto__":{"limit":5},"constructor":2}}');
    expect(await client.heard('events')).toEqual({ conversation: 'c' });
    expect(Reflect.get({}, 'limit')).toBeUndefined();
  });

  it('of a send with a bad id is rejected by it, or answered by an error when it is none', async () => {
    const client = await Client.greeted(server.url);
    client.say('send', { id: 'no-uuid', content: {} });
    client.say('send', { id: ID, content: 'text' });
    client.say('send', { id: 'x'.repeat(65), content: {} });
    client.say('send', { id: 7, content: {} });
    await client.heard('error', 2);
    expect(client.all('reject').map(({ id, code, message }) => [id, code, message])).toEqual([
      ['no-uuid', 'invalid', 'Not valid: id'],
      [ID, 'invalid', 'Not valid: content'],
    ]);
    expect(client.all('error').map(({ code, of }) => [code, of])).toEqual([
      ['invalid', 'send'],
      ['invalid', 'send'],
    ]);
  });

  it('nested ten thousand deep reaches its handler or is refused, and ends nothing', async () => {
    const client = await Client.greeted(server.url);
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    client.socket.send(`{"event":"sync","data":{"conversation":"c","x":${deep}}}`);
    await client.heard('events');
    client.socket.send(`{"event":"inbox","data":{"filter":{"status":${deep}}}}`);
    expect(await client.heard('error')).toMatchObject({ code: 'invalid' });
  });

  it('hello that is not valid ends the connection with 4500', async () => {
    const client = await Client.open(server.url);
    client.say('hello', { token: 'private', watch: { c: -1 } });
    expect(await client.end()).toMatchObject({ code: 4500 });
    expect(client.frames).toEqual([
      { event: 'error', data: { code: 'invalid', message: 'Not valid: device, watch', of: 'hello' } },
    ]);
  });
});
