// The operators' listener over a real socket: readiness as status and JSON, until the node is gone.

import { afterEach, describe, expect, it } from 'vitest';

import { parseConfig } from '../../../src/config/config.js';
import { OpsServer } from '../../../src/ops/ops-server.js';
import { Readiness, type ReadinessCheck } from '../../../src/ops/readiness.js';

const config = parseConfig({ OPS_PORT: '0' }, () => 'x'.repeat(40));

describe('the listener of operators', () => {
  let server: OpsServer | null = null;

  async function start(database: () => Promise<void>): Promise<{ readiness: Readiness; url: string; ops: OpsServer }> {
    const checks: ReadinessCheck[] = [{ name: 'database', required: true, check: database }];
    const readiness = new Readiness(checks);
    const ops = new OpsServer(config, readiness);
    server = ops;
    await ops.listen(0, '127.0.0.1');
    return { readiness, ops, url: `http://127.0.0.1:${ops.address?.port ?? 0}` };
  }

  afterEach(async () => {
    await server?.onApplicationShutdown();
  });

  it('answers 200 when the node is ready', async () => {
    const { url } = await start(async () => undefined);
    const answer = await fetch(`${url}/health/ready?verbose`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ ready: true, checks: { database: 'ok' } });
  });

  it('answers 503 and names what is away', async () => {
    const { url } = await start(() => Promise.reject(new Error('password of the database')));
    const answer = await fetch(`${url}/health/ready`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, checks: { database: 'failed' } });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('answers 503 while the node goes away', async () => {
    const { url, readiness } = await start(async () => undefined);
    readiness.onModuleDestroy();
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
  });

  it('knows nothing else', async () => {
    const { url } = await start(async () => undefined);
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/health/ready`, { method: 'POST' })).status).toBe(405);
  });

  it('is off with OPS_PORT=0, and gone after the shutdown', async () => {
    const off = new OpsServer(config, new Readiness([]));
    await off.onApplicationBootstrap();
    expect(off.address).toBeNull();

    const { url, ops } = await start(async () => undefined);
    await ops.onApplicationShutdown();
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });
});
