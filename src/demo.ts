// `npm run demo`: the server on SQLite with a demo shop. It keeps its data in data/demo between runs and makes no default password.

import 'reflect-metadata';

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { AgentsService } from './shops/agents.service.js';
import { newSecret } from './common/ids.js';
import type { Config } from './config/config.js';
import { loadConfig } from './config/load-config.js';
import { createApp } from './create-app.js';
import { DemoModule } from './demo-shop.module.js';
import { ShopsService } from './shops/shops.service.js';

const EMAIL = 'demo@shopbell.example';
const DATA_DIR = resolve(process.env['DATA_DIR'] ?? join('data', 'demo'));
const SIGN_IN_FILE = join(DATA_DIR, 'sign-in.json');

interface SignIn {
  email: string;
  password: string;
}

/** The configured port, or the next ones if it is in use: a demo should just start. */
async function freePort(first: number): Promise<number> {
  for (let port = first; port < first + 20; port++) {
    const free = await new Promise<boolean>((done) => {
      const probe = createServer();
      probe.once('error', () => {
        done(false);
      });
      probe.listen(port, '127.0.0.1', () =>
        probe.close(() => {
          done(true);
        }),
      );
    });
    if (free) return port;
  }
  throw new Error(`No free port from ${String(first)} on`);
}

/** The demo shop and its owner are made at the first start; the password is kept for the next ones, readable by this user alone. */
async function signIn(app: NestFastifyApplication, config: Config): Promise<SignIn> {
  if (existsSync(SIGN_IN_FILE)) return JSON.parse(readFileSync(SIGN_IN_FILE, 'utf8')) as SignIn;
  const { origin, port } = new URL(config.http.publicUrl);
  const origins = [...new Set([origin, `http://127.0.0.1:${port}`])];
  const { shopId } = await app.get(ShopsService).create({ name: 'Fennel & Clay', origins });
  const made = { email: EMAIL, password: newSecret(9) };
  await app.get(AgentsService).create({ shopId, email: EMAIL, name: 'Robin', role: 'owner', password: made.password });
  writeFileSync(SIGN_IN_FILE, JSON.stringify(made), { mode: 0o600 });
  return made;
}

const port = await freePort(Number(process.env['PORT'] ?? 8080));
mkdirSync(DATA_DIR, { recursive: true });
Object.assign(process.env, {
  DATA_DIR,
  PORT: String(port),
  PUBLIC_URL: process.env['PUBLIC_URL'] ?? `http://localhost:${String(port)}`,
  OPS_PORT: process.env['OPS_PORT'] ?? '0',
  LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
});
const config = loadConfig();
const app = await createApp(DemoModule, config);
const { email, password } = await signIn(app, config);
await app.listen(port, config.http.host);
const url = config.http.publicUrl;
process.stdout.write(`
  Shopbell is running.

    Shop page   ${url}/demo/shop
    Console     ${url}/console
                ${email}  ${password}
    API docs    ${url}/docs
    Health      ${url}/health/live

  Open the shop page and the console side by side and chat. Ctrl+C ends it; the data stays in ${DATA_DIR}.
`);
