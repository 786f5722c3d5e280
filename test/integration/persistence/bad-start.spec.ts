// Starts that must fail: the built server ends with code 1 and says why in one line, without a secret and without a stack.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import libsql from 'libsql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { type DatabaseHost, startDatabaseHost } from '../../support/databases.js';
import { freeLoopbackPort, removeDirectory, temporaryDirectory } from '../../support/services/process.js';
import { startProxy } from '../../support/services/tcp-proxy.js';
import { ServerProcess } from '../../support/server-process.js';

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

vi.setConfig({ testTimeout: 60_000 });

const LIMIT_MS = 25_000;

/** Runs the built server until it ends. */
async function run(env: Record<string, string>): Promise<Ended> {
  const dataDir = await temporaryDirectory('bad-start');
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/src/main.js')], {
    cwd: dataDir,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOST: '127.0.0.1',
      PORT: '0',
      OPS_PORT: '0',
      LOG_LEVEL: 'error',
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (ended.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
  const impatience = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(impatience);
  await removeDirectory(dataDir);
  return { ...ended, code };
}

/** One line, of these words, and code 1. */
function expectRefused(ended: Ended | undefined, reason: RegExp): void {
  const { code, stdout, stderr } = ended ?? { code: null, stdout: '', stderr: '' };
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^Shopbell cannot start\. [^\n]+\n$/);
  expect(stderr).toMatch(reason);
  expect(stderr).not.toMatch(/ {4}at |node_modules|undefined|\[object/);
}

describe.concurrent('a start with a bad configuration', () => {
  it('names every bad variable and never a value', async () => {
    const bad = {
      PORT: 'canary-port',
      DATABASE_URL: 'postgres://canary:canary@localhost/canary',
      TOKEN_SECRETS: 'canary-secret',
      LIMIT_HTTP_PER_MINUTE: '-77001',
      LIMIT_TYPO: '77002',
      WIDGET_ORIGIN: 'https://canary.example/path',
    };
    const ended = await run(bad);
    expectRefused(ended, /Bad configuration/);
    for (const key of Object.keys(bad)) expect(ended.stderr).toContain(key);
    expect(ended.stderr).not.toMatch(/canary|7700/);
  });

  it('is refused where the folder of the data is none', async () => {
    const directory = await temporaryDirectory('no-folder');
    await writeFile(join(directory, 'file'), '');
    expectRefused(await run({ DATA_DIR: join(directory, 'file') }), /DATA_DIR/);
    await removeDirectory(directory);
  });
});

describe.concurrent('a start on a SQLite file', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await temporaryDirectory('bad-sqlite');
  });
  afterAll(() => removeDirectory(directory));
  const at = (name: string): Record<string, string> => ({ DATABASE_URL: `sqlite:${join(directory, name)}` });

  it('that is no database, or cannot be opened, is refused', async () => {
    await writeFile(join(directory, 'garbage.db'), 'this is no database '.repeat(500));
    await mkdir(join(directory, 'folder.db'));
    await writeFile(join(directory, 'file'), '');
    const names = ['garbage.db', 'folder.db', 'file/under.db'];
    const [garbage, folder, under] = await Promise.all(names.map((name) => run(at(name))));
    expectRefused(garbage, /DATABASE_URL is damaged or no database/);
    expectRefused(folder, /DATABASE_URL cannot be opened or made/);
    expectRefused(under, /DATABASE_URL cannot be opened or made/);
  });

  it('that cannot be written, or is damaged, is refused at once', async () => {
    // Also root cannot make a file where a folder lies.
    await mkdir(join(directory, 'locked.db-shm'));
    await mkdir(join(directory, 'failing.db-wal'));
    const whole = new libsql(join(directory, 'damaged.db'));
    whole.exec('CREATE TABLE some (thing text)');
    whole.close();
    const file = await readFile(join(directory, 'damaged.db'));
    await writeFile(join(directory, 'damaged.db'), Buffer.concat([file.subarray(0, 100), Buffer.alloc(4_000, 0xee)]));
    const names = ['locked.db', 'failing.db', 'damaged.db'];
    const [locked, failing, damaged] = await Promise.all(names.map((name) => run(at(name))));
    expectRefused(locked, /DATABASE_URL cannot be written/);
    expectRefused(failing, /DATABASE_URL cannot be read or written/);
    expectRefused(damaged, /DATABASE_URL is damaged/);
  });

  it('that another process serves is refused, until that one is gone, however it ended', async () => {
    const first = await ServerProcess.start(at('served.db'));
    expectRefused(await run(at('served.db')), /Another process serves this database\. .*MEMCACHED_SERVERS/);
    expect((await fetch(`${first.url}/health/live`)).status).toBe(200);
    await first.kill9();
    const second = await ServerProcess.start(at('served.db'));
    await Promise.all([first.stop(), second.stop()]);
  });
});

describe.concurrent('a start on MariaDB', () => {
  let host: DatabaseHost;
  let url: string;
  beforeAll(async () => {
    host = await startDatabaseHost('mysql');
    url = await host.url();
  });
  afterAll(() => host.stop());
  const but = (members: { password?: string; pathname?: string; port?: string }, of = url): string =>
    Object.assign(new URL(of), members).href;

  it('with a wrong password, or on a database that is not there, is refused', async () => {
    const [password, missing] = await Promise.all([
      run({ DATABASE_URL: but({ password: 'canary-password' }) }),
      run({ DATABASE_URL: but({ pathname: '/canary_missing' }) }),
    ]);
    expectRefused(password, /DATABASE_URL refuses the user or the password/);
    expect(password.stderr).not.toContain('canary');
    expectRefused(missing, /DATABASE_URL has no such database: create it/);
  });

  it('that was migrated half is refused', async () => {
    const half = await host.url();
    const database = await host.open(half);
    await database.transaction((manager) => manager.query('UPDATE migration_run SET finished_at = NULL'));
    expectRefused(await run({ DATABASE_URL: half }), /Migration Core\d+ began and never ended: restore/);
  });

  it('that another process serves is refused', async () => {
    const first = await ServerProcess.start({ DATABASE_URL: url });
    expectRefused(await run({ DATABASE_URL: url }), /Another process serves this database\. .*NATS_SERVERS/);
    await first.stop();
  });

  it('that is not up yet waits for it and says so', async () => {
    const { hostname, port } = new URL(url);
    const proxy = await startProxy({ target: { host: hostname, port: Number(port) } });
    let greetings = 0;
    proxy.onChunk((direction) => (direction === 'toClient' && ++greetings <= 2 ? 'reset' : 'pass'));
    const own = await host.url();
    const server = await ServerProcess.start({ DATABASE_URL: but({ port: String(proxy.port) }, own) });
    expect(server.output).toMatch(/The database does not answer yet \(try 1\)/);
    expect(server.output).not.toContain(new URL(url).password);
    await server.stop();
    await proxy.close();
  });
});

describe.concurrent('a start on a port', () => {
  it.each(['PORT', 'OPS_PORT'])('that is in use is refused (%s)', async (key) => {
    const taken = createServer().listen(await freeLoopbackPort(), '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const ended = await run({ [key]: String(port), LOG_LEVEL: 'fatal' });
    taken.close();
    expectRefused(ended, /The port is in use: set PORT or OPS_PORT/);
  });

  it('of an address that is none of this machine is refused', async () => {
    expectRefused(await run({ HOST: '203.0.113.7', LOG_LEVEL: 'fatal' }), /correct HOST or OPS_HOST/);
  });
});
