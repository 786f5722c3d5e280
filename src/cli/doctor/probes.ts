// Bounded looks at what is outside of this process: a text protocol's answer, a free port, a writable folder.

import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { access, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';

const PROBE_MS = 2_000;
const MAX_ANSWER = 64 * 1024;

/** One exchange: what to wait for, then what to say. */
export interface Exchange {
  host: string;
  port: number;
  /** Said as soon as the connection stands. */
  hello?: string;
  /** Said once the answer matches `greeting`. */
  afterGreeting?: { greeting: RegExp; say: string };
  /** The answer that means "well". */
  until: RegExp;
  /** The answer that means "no". */
  refused?: RegExp;
}

/** Resolves to what the server said; rejects when it says no, nothing, or something else. */
export function exchange({ host, port, hello, afterGreeting, until, refused }: Exchange): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    let isGreeted = false;
    const socket = connect({ host, port });
    const timer = setTimeout(() => end(new Error('no answer')), PROBE_MS);
    const end = (error?: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      if (error === undefined) resolve(heard);
      else reject(error);
    };
    socket.once('error', end);
    socket.once('close', () => end(new Error('closed the connection')));
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
      if (refused?.test(heard)) end(new Error('refused the connection'));
      else if (until.test(heard)) end();
      else if (heard.length > MAX_ANSWER) end(new Error('answered something else'));
      else if (afterGreeting !== undefined && !isGreeted && afterGreeting.greeting.test(heard)) {
        isGreeted = true;
        socket.write(afterGreeting.say);
      }
    });
    if (hello !== undefined) socket.write(hello);
  });
}

/** Splits `host:port`, IPv6 in brackets. */
export function hostAndPort(server: string): { host: string; port: number } {
  const colon = server.lastIndexOf(':');
  return { host: server.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(server.slice(colon + 1)) };
}

/** Whether a listener may be opened there. */
export function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Whether a Shopbell server answers there. */
export async function isShopbellAt(port: number, host: string): Promise<boolean> {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  try {
    const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}/health/live`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) });
    return answer.ok && /"status":\s*"ok"/.test(await answer.text());
  } catch {
    return false;
  }
}

/** Whether files can be made in a folder, or the folder itself where it is not there yet. */
export async function isWritable(folder: string): Promise<boolean> {
  try {
    if (!existsSync(folder)) {
      await access(nearestFolder(folder), constants.W_OK | constants.X_OK);
      return true;
    }
    const file = join(folder, `.doctor-${randomUUID()}`);
    await writeFile(file, '', { flag: 'wx' });
    await rm(file);
    return true;
  } catch {
    return false;
  }
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

/** Settles like `work`, or rejects when that takes too long. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
