// Writes docs/openapi.json from the built server. The server is made on an empty database of its own and never listens.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { ROOT } from './build.mjs';

const dataDir = mkdtempSync(join(tmpdir(), 'shopbell-openapi-'));
// Set before the server is loaded, and over whatever a .env file says.
Object.assign(process.env, {
  DATA_DIR: dataDir,
  DATABASE_URL: '',
  MEMCACHED_SERVERS: '',
  NATS_SERVERS: '',
  OPS_PORT: '0',
  LOG_LEVEL: 'error',
});

try {
  await import('reflect-metadata');
  const { AppModule } = await import('../dist/src/app.module.js');
  const { loadConfig } = await import('../dist/src/config/load-config.js');
  const { createApp } = await import('../dist/src/create-app.js');
  const { describeApi } = await import('../dist/src/openapi.js');
  const app = await createApp(AppModule, loadConfig());
  await app.init();
  const text = await format(JSON.stringify(describeApi(app)), { parser: 'json' });
  writeFileSync(join(ROOT, 'docs', 'openapi.json'), text);
  await app.close();
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
