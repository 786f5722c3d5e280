// A client at the level of bytes: it may break every rule of RFC 6455.

import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

import { SUBPROTOCOL } from '../../../src/protocol/index.js';
import { until } from './adapter-app.js';

export const TEXT = 0x1;
export const BINARY = 0x2;
export const CONTINUATION = 0x0;
export const PING = 0x9;
const FIN = 0x80;

export interface FrameShape {
  opcode?: number;
  fin?: boolean;
  /** Bits of the first byte. */
  rsv?: number;
  masked?: boolean;
}

/** One frame as bytes; payloads of up to 65,535 bytes. */
export function frameOf(
  payload: string | Buffer,
  { opcode = TEXT, fin = true, rsv = 0, masked = true }: FrameShape = {},
): Buffer {
  const body = Buffer.from(payload);
  const mask = masked ? 0x80 : 0;
  const head =
    body.length < 126
      ? Buffer.from([0, mask | body.length])
      : Buffer.from([0, mask | 126, body.length >> 8, body.length & 0xff]);
  head[0] = (fin ? FIN : 0) | rsv | opcode;
  if (!masked) return Buffer.concat([head, body]);
  const key = randomBytes(4);
  return Buffer.concat([head, key, Buffer.from(body.map((byte, index) => byte ^ (key[index % 4] ?? 0)))]);
}

/** The head of a masked text frame that announces 2^40 bytes. */
export function hugeHead(): Buffer {
  const head = Buffer.alloc(14);
  head[0] = FIN | TEXT;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(2n ** 40n, 2);
  return head;
}

/** Lines of an upgrade request; `undefined` leaves a header out. */
export function upgradeRequest(path = '/ws', headers: Record<string, string | undefined> = {}): string {
  const all: Record<string, string | undefined> = {
    Host: 'localhost',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': SUBPROTOCOL,
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

export class RawClient {
  private received = Buffer.alloc(0);
  ended = false;

  private constructor(readonly socket: Socket) {
    socket.on('data', (bytes) => (this.received = Buffer.concat([this.received, bytes])));
    socket.on('close', () => (this.ended = true));
    socket.on('error', () => undefined);
  }

  static connect(port: number): RawClient {
    return new RawClient(connect(port, '127.0.0.1'));
  }

  /** Upgraded, with nothing but frames to come. */
  static async upgraded(port: number, headers: Record<string, string | undefined> = {}): Promise<RawClient> {
    const client = RawClient.connect(port);
    client.socket.write(upgradeRequest('/ws', headers));
    const answer = await client.head();
    if (!answer.startsWith('HTTP/1.1 101')) throw new Error(answer);
    client.received = client.received.subarray(answer.length);
    return client;
  }

  /** The head of the server's HTTP answer. */
  async head(): Promise<string> {
    await until(() => this.received.includes('\r\n\r\n'), 'an answer');
    return this.received.subarray(0, this.received.indexOf('\r\n\r\n') + 4).toString();
  }

  /** The code of the server's close frame: the last one that it sends. */
  async closeCode(): Promise<number> {
    await until(() => this.findClose() !== null, 'a close frame');
    return this.findClose() ?? 0;
  }

  private findClose(): number | null {
    let at = 0;
    while (at + 2 <= this.received.length) {
      const short = (this.received[at + 1] ?? 0) & 0x7f;
      const extended = short === 126 && at + 4 <= this.received.length;
      const start = at + (short === 126 ? 4 : 2);
      const length = extended ? this.received.readUInt16BE(at + 2) : short;
      if (((this.received[at] ?? 0) & 0xf) === 0x8)
        return start + 2 <= this.received.length ? this.received.readUInt16BE(start) : null;
      at = start + length;
    }
    return null;
  }
}
