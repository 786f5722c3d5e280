// The commands on real databases, also beside a server that is writing all the time.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { openBackend } from '../../../src/cli/open-services.js';
import { runCli } from '../../../src/cli/program.js';
import type { Database } from '../../../src/persistence/database.js';
import { Agent, ApiKey, Membership, Shop } from '../../../src/persistence/entities/index.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { removeDirectory, temporaryDirectory } from '../../support/services/process.js';

const PASSWORD = 'a long enough password';

async function run(line: string[]): Promise<{ exitCode: number; answer: Record<string, string>; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    askPassword: async () => null,
  };
  const exitCode = await runCli([...line, '--json'], io, openBackend(process.env), process.env);
  return { exitCode, err, answer: out[0] === undefined ? {} : (JSON.parse(out[0]) as Record<string, string>) };
}

describe.each(DIALECTS)('commands on %s', (dialect) => {
  let host: DatabaseHost;
  let folder: string;

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
  });
  afterAll(() => host.stop());
  beforeEach(async () => {
    folder = await temporaryDirectory('cli');
    vi.stubEnv('DATA_DIR', folder);
    vi.stubEnv('DATABASE_URL', await host.url());
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await removeDirectory(folder);
  });

  const open = (): Promise<Database> => host.open(process.env.DATABASE_URL);

  it('migrate runs what is missing, once', async () => {
    expect((await run(['migrate'])).answer['migrations']).not.toEqual([]);
    expect((await run(['migrate'])).answer['migrations']).toEqual([]);
  });

  it('a shop with its owner and a key stands in the database', async () => {
    const shop = await run(['shop', 'create', '--name', 'Tea', '--origin', 'https://tea.example']);
    const shopId = shop.answer['shopId'] ?? '';
    const who = ['--shop', shopId, '--email', 'ann@tea.example', '--name', 'Ann', '--role', 'owner'];
    const agent = await run(['agent', 'create', ...who, '--password', PASSWORD]);
    const key = await run(['key', 'create', '--shop', shopId, '--name', 'ERP']);
    const link = await run(['agent', 'reset-password-link', '--email', 'ann@tea.example']);
    expect([shop, agent, key, link].map(({ exitCode, err }) => ({ exitCode, err }))).toEqual(
      Array.from({ length: 4 }, () => ({ exitCode: 0, err: [] })),
    );
    expect(link.answer['link']).toMatch(/^http/);

    const { read } = await open();
    expect(await read.getRepository(Shop).findOneBy({ id: shopId })).toMatchObject({
      origins: ['https://tea.example'],
    });
    expect(await read.getRepository(Agent).findOneBy({ id: agent.answer['agentId'] ?? '' })).toMatchObject({
      name: 'Ann',
    });
    expect(await read.getRepository(Membership).findOneBy({ shopId })).toMatchObject({ role: 'owner' });
    const stored = JSON.stringify([await read.getRepository(ApiKey).find(), await read.getRepository(Agent).find()]);
    expect(stored).not.toContain(key.answer['apiKey']);
    expect(stored).not.toContain(PASSWORD);
  });

  it('refuses what does not exist or exists already with exit code 1', async () => {
    const { shopId = '' } = (await run(['shop', 'create', '--name', 'Tea'])).answer;
    const who = ['--email', 'ann@tea.example', '--name', 'Ann', '--password', PASSWORD];
    const elsewhere = '01938c5e-7b9a-7cc3-8f0e-0d2b6a4c1e55';
    expect((await run(['agent', 'create', '--shop', elsewhere, ...who])).exitCode).toBe(1);
    expect((await run(['key', 'create', '--shop', elsewhere, '--name', 'x'])).exitCode).toBe(1);
    expect((await run(['agent', 'create', '--shop', shopId, ...who])).exitCode).toBe(0);
    expect((await run(['agent', 'create', '--shop', shopId, ...who])).exitCode).toBe(1);
    expect((await run(['agent', 'reset-password-link', '--email', 'bob@tea.example'])).exitCode).toBe(1);
  });

  it('works beside a server that writes all the time, and disturbs none of its writes', async () => {
    const server = await open();
    const stop = new AbortController();
    const write = async (): Promise<number> => {
      let count = 0;
      while (!stop.signal.aborted) {
        await server.transaction((manager) =>
          manager.query('INSERT INTO fact (name, value) VALUES (?, ?)', [`probe-${++count}`, 'x'.repeat(500)]),
        );
        await new Promise((resolve) => setImmediate(resolve));
      }
      return count;
    };
    const writing = write();
    const exitCodes: number[] = [];
    try {
      for (const name of ['a', 'b', 'c', 'd', 'e'])
        exitCodes.push((await run(['shop', 'create', '--name', name])).exitCode);
    } finally {
      stop.abort();
    }
    const written = await writing;
    expect(exitCodes).toEqual([0, 0, 0, 0, 0]);
    expect(written).toBeGreaterThan(0);
    expect(await server.rows("SELECT name FROM fact WHERE name LIKE 'probe-%'")).toHaveLength(written);
    expect(await server.read.getRepository(Shop).count()).toBe(5);
    if (dialect === 'sqlite') expect(await server.rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});
