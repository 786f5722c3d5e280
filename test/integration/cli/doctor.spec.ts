// The doctor against real servers: it tells well from ill, names a remedy, and shows no secret.

import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { examine } from '../../../src/cli/doctor/doctor-command.js';
import type { Finding } from '../../../src/cli/doctor/finding.js';
import { type DatabaseHost, startDatabaseHost } from '../../support/databases.js';
import { type MemcachedServer, startMemcached } from '../../support/services/memcached.js';
import { type NatsServer, startNats } from '../../support/services/nats.js';
import { freeLoopbackPort } from '../../support/services/process.js';

const PASSWORD = 'the-bus-password';

describe('the doctor', () => {
  let folder: string;
  let host: DatabaseHost;
  let memcached: MemcachedServer;
  let nats: NatsServer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shopbell-doctor-'));
    [host, memcached, nats] = await Promise.all([
      startDatabaseHost('mysql'),
      startMemcached(),
      startNats({ user: 'bell', password: PASSWORD }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([host.stop(), memcached.stop(), nats.stop()]);
    rmSync(folder, { recursive: true });
  });

  async function look(env: NodeJS.ProcessEnv): Promise<Map<string, Finding>> {
    const ports = { PORT: String(await freeLoopbackPort()), OPS_PORT: String(await freeLoopbackPort()) };
    const findings = await examine({ DATA_DIR: folder, ...ports, ...env });
    expect(JSON.stringify(findings)).not.toContain(PASSWORD);
    for (const finding of findings) if (!finding.ok) expect(finding.remedy).toBeTruthy();
    return new Map(findings.map((finding) => [finding.name, finding]));
  }

  const cluster = (url: string, password = PASSWORD) => ({
    DATABASE_URL: url,
    MEMCACHED_SERVERS: `127.0.0.1:${memcached.port}`,
    NATS_SERVERS: `nats://bell:${password}@127.0.0.1:${nats.port}`,
    TOKEN_SECRETS: 's'.repeat(40),
  });

  it('finds an installation of many nodes well', async () => {
    const url = await host.url();
    await host.open(url);
    const findings = await look(cluster(url));
    expect([...findings.values()].filter(({ ok }) => !ok)).toEqual([]);
    expect([...findings.keys()]).toEqual(expect.arrayContaining(['database', 'schema', 'memcached', 'nats', 'port']));
  });

  it('finds a schema that lacks migrations, and one that a migration left half-way', async () => {
    const url = await host.url();
    expect((await look(cluster(url))).get('schema')).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('migrate') as string,
    });
    const database = await host.open(url);
    await database.transaction((manager) => manager.query('UPDATE migration_run SET finished_at = NULL'));
    expect((await look(cluster(url))).get('schema')).toMatchObject({
      ok: false,
      detail: 'a migration stopped half-way',
    });
  });

  it('finds servers that are away and a bus that refuses', async () => {
    const nobody = `127.0.0.1:${await freeLoopbackPort()}`;
    const findings = await look({
      ...cluster(`mysql://shop:${PASSWORD}@${nobody}/shopbell`, 'wrong'),
      MEMCACHED_SERVERS: nobody,
    });
    expect(['database', 'memcached', 'nats'].map((name) => findings.get(name)?.ok)).toEqual([false, false, false]);
  });

  it('finds a port that somebody else listens on', async () => {
    const squatter = createServer((socket) => socket.destroy());
    const port = await freeLoopbackPort();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    try {
      expect((await look({ PORT: String(port) })).get('port')?.ok).toBe(false);
    } finally {
      squatter.close();
    }
  });

  it('makes nothing while it looks at a new embedded installation', async () => {
    const findings = await look({ DATA_DIR: join(folder, 'not', 'yet') });
    expect([...findings.values()].every(({ ok }) => ok)).toBe(true);
    const again = await look({ DATA_DIR: join(folder, 'not', 'yet') });
    expect(again.get('database')?.detail).toContain('will be made');
  });

  it('stops at a bad configuration and names the variable', async () => {
    const findings = await examine({ PORT: 'abc', DATA_DIR: folder });
    expect(findings.find(({ name }) => name === 'configuration')).toMatchObject({ ok: false, remedy: 'Correct PORT.' });
  });
});
