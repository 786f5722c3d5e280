// The committed description of the REST API is what the controllers say (npm run openapi).

import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { AppModule } from '../../src/app.module.js';
import { parseConfig } from '../../src/config/config.js';
import { createApp } from '../../src/create-app.js';
import { describeApi } from '../../src/openapi.js';
import { removeDirectory, temporaryDirectory } from '../support/services/process.js';

let folder: string;

beforeAll(async () => {
  folder = await temporaryDirectory('openapi');
  for (const name of ['DATABASE_URL', 'MEMCACHED_SERVERS', 'NATS_SERVERS']) vi.stubEnv(name, '');
  vi.stubEnv('DATA_DIR', folder);
  vi.stubEnv('OPS_PORT', '0');
  vi.stubEnv('LOG_LEVEL', 'error');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await removeDirectory(folder);
});

it('docs/openapi.json is up to date', async () => {
  const app = await createApp(AppModule, parseConfig(process.env));
  try {
    await app.init();
    // Through JSON, as the file: members that are undefined are not written.
    const described: unknown = JSON.parse(JSON.stringify(describeApi(app)));
    expect(JSON.parse(await readFile('docs/openapi.json', 'utf8'))).toEqual(described);
  } finally {
    await app.close();
  }
});
