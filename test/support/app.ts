// The whole server inside the test's process, on a loopback port of its own: fast to start, and its parts are at hand.

import { randomUUID } from 'node:crypto';

import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

import { AppModule } from '../../src/app.module.js';
import { Config, parseConfig } from '../../src/config/config.js';
import { httpAdapter, prepareApp } from '../../src/create-app.js';
import { SingleProcessModule } from '../../src/persistence/single-process.module.js';
import type { AgentSession, ShopRole, VisitorSession } from '../../src/protocol/index.js';
import { AgentsService } from '../../src/shops/agents.service.js';
import { ShopsService } from '../../src/shops/shops.service.js';
import { freeLoopbackPort, removeDirectory, temporaryDirectory } from './services/process.js';

const SECRET = 'a secret of tests that is long enough to sign with';
export const PASSWORD = 'correct horse battery';

/** A shop with an owner who is signed in. */
export interface TestShop {
  shopId: string;
  shopKey: string;
  identitySecret: string;
  agentId: string;
  email: string;
  token: string;
}

/** Stands where a server would lock out all others. */
@Module({})
class NoLock {}

/** A running server and the usual steps against it. */
export class TestApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly port: number,
    private readonly dataDir: string,
  ) {}

  /** `beside`: it may serve a database that another one serves already, and hears nothing from that one. */
  static async start(databaseUrl: string, env: Record<string, string> = {}, { beside = false } = {}): Promise<TestApp> {
    const port = await freeLoopbackPort();
    const dataDir = await temporaryDirectory('app');
    const config = parseConfig({
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${String(port)}`,
      TOKEN_SECRETS: SECRET,
      OPS_PORT: '0',
      LOG_LEVEL: 'error',
      LIMIT_LOGINS_PER_MINUTE: '0',
      LIMIT_VISITORS_PER_MINUTE: '0',
      LIMIT_UPGRADES_PER_SECOND: '0',
      ...env,
    });
    const builder = Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(Config)
      .useValue(config);
    if (beside) builder.overrideModule(SingleProcessModule).useModule(NoLock);
    const module = await builder.compile();
    const app = module.createNestApplication<NestFastifyApplication>(httpAdapter(config), {
      logger: ['error', 'fatal'],
    });
    await prepareApp(app, config);
    await app.listen(port, '127.0.0.1');
    return new TestApp(app, port, dataDir);
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  get socketUrl(): string {
    return `ws://127.0.0.1:${String(this.port)}/ws`;
  }

  /** A new shop with an owner. */
  async shop(name = 'Shop'): Promise<TestShop> {
    const made = await this.app.get(ShopsService).create({ name, origins: [this.url] });
    return { ...made, ...(await this.agent(made.shopId, 'owner')) };
  }

  /** A new agent of a shop, signed in. */
  async agent(shopId: string, role: ShopRole = 'agent'): Promise<{ agentId: string; email: string; token: string }> {
    const email = `${randomUUID()}@example.com`;
    const { agentId } = await this.app
      .get(AgentsService)
      .create({ shopId, email, name: `Agent ${email.slice(0, 4)}`, role, password: PASSWORD });
    const { token } = await this.post<AgentSession>('/v1/auth/login', { email, password: PASSWORD });
    return { agentId, email, token };
  }

  /** A shopper of a shop. */
  visitor(shopKey: string, visitorToken?: string): Promise<VisitorSession> {
    return this.post('/v1/visitors', { shopKey, ...(visitorToken === undefined ? {} : { visitorToken }) });
  }

  /** Posts JSON and expects success. */
  async post<T>(path: string, body: unknown, token?: string): Promise<T> {
    const answer = await this.call('POST', path, body, token);
    if (!answer.ok) throw new Error(`POST ${path}: ${String(answer.status)} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Any call, any answer. */
  call(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async stop(): Promise<void> {
    await this.app.close();
    await removeDirectory(this.dataDir);
  }
}
