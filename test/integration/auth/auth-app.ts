// A real Nest application of sign-in and shops on a real database of either dialect, with a clock that tests can move
// and stand-ins for the two ports that conversations provide.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import fastifyCookie from '@fastify/cookie';
import { Global, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { SignJWT } from 'jose';

import { AuthModule } from '../../../src/auth/auth.module.js';
import { ConversationSummary } from '../../../src/auth/conversation-summary.js';
import { Clock } from '../../../src/common/clock.js';
import { HttpProblemFilter } from '../../../src/common/http-problem.filter.js';
import type { CustomerPrincipal } from '../../../src/common/principal.js';
import { validationPipe } from '../../../src/common/validation.js';
import { Config, parseConfig } from '../../../src/config/config.js';
import { createSources } from '../../../src/persistence/data-source.js';
import { Database } from '../../../src/persistence/database.js';
import { DueJobs } from '../../../src/persistence/due-jobs.js';
import { migrate } from '../../../src/persistence/migrator.js';
import { isAway } from '../../../src/persistence/sql-errors.js';
import type { AgentSession, ConversationSnapshot, ShopRole } from '../../../src/protocol/index.js';
import { AgentsService } from '../../../src/shops/agents.service.js';
import { AssignmentRelease } from '../../../src/shops/assignment-release.js';
import { ShopsModule } from '../../../src/shops/shops.module.js';
import { type NewShop, ShopsService } from '../../../src/shops/shops.service.js';
import { type MariadbServer, startMariadb } from '../../support/services/mariadb.js';
import { temporaryDirectory } from '../../support/services/process.js';

export const DIALECTS = ['sqlite', 'mariadb'] as const;
export const TOKEN_SECRET = 'integration-secret-integration-secret';
export const PASSWORD = 'correct horse battery';
const PUBLIC_URL = 'https://chat.example.com';
export const WIDGET_ORIGIN = 'https://widget.example.com';

/** A clock that a test can put forward. */
class MovableClock extends Clock {
  aheadMs = 0;

  override now(): number {
    return super.now() + this.aheadMs;
  }
}

class RecordedRelease extends AssignmentRelease {
  readonly calls: { shopId: string; agentId: string; by: { id: string; name: string } }[] = [];
  fails = false;

  async release(shopId: string, agentId: string, by: { id: string; name: string }): Promise<void> {
    if (this.fails) throw new Error('no release now');
    this.calls.push({ shopId, agentId, by });
  }
}

class RecordedSummary extends ConversationSummary {
  readonly asked: CustomerPrincipal[] = [];

  async activeOf(customer: CustomerPrincipal): Promise<ConversationSnapshot | null> {
    this.asked.push(customer);
    return null;
  }
}

/** Databases of one dialect for one spec file. */
export class Databases {
  private server: MariadbServer | null = null;
  private directory = '';

  static async start(dialect: (typeof DIALECTS)[number]): Promise<Databases> {
    const databases = new Databases();
    if (dialect === 'mariadb') databases.server = await startMariadb({ durable: false });
    else databases.directory = await temporaryDirectory('auth');
    return databases;
  }

  async create(): Promise<string> {
    if (this.server) return this.server.createDatabase();
    return `sqlite:${join(this.directory, `${String(Math.random()).slice(2)}.db`)}`;
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    if (this.directory) await rm(this.directory, { recursive: true, force: true });
  }
}

export interface Reply {
  status: number;
  // Answers are looked at member by member; their shapes are what the tests are about.
  body: Record<string, unknown>;
  text: string;
  cookie: string;
  headers: Record<string, unknown>;
}

export interface CallOptions {
  body?: unknown;
  token?: string | undefined;
  cookie?: string;
  origin?: string;
  address?: string;
}

export interface Person {
  id: string;
  email: string;
  token: string;
  cookie: string;
}

export class AuthApp {
  readonly release = new RecordedRelease();
  readonly summary = new RecordedSummary();

  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    readonly clock: MovableClock,
    readonly jobs: DueJobs,
    ports: { release: RecordedRelease; summary: RecordedSummary },
  ) {
    this.release = ports.release;
    this.summary = ports.summary;
  }

  static async start(url: string, env: Record<string, string> = {}): Promise<AuthApp> {
    const clock = new MovableClock();
    const database = new Database(createSources({ url }), clock);
    await database.open();
    await migrate(database);
    const rates = { LIMIT_LOGINS_PER_MINUTE: '0', LIMIT_VISITORS_PER_MINUTE: '0' };
    const base = { PUBLIC_URL, WIDGET_ORIGIN, TOKEN_SECRETS: TOKEN_SECRET, ALLOW_SIGNUP: 'true', ...rates };
    const config = parseConfig({ ...base, ...env });
    const jobs = new DueJobs(database, () => undefined);
    const ports = { release: new RecordedRelease(), summary: new RecordedSummary() };
    const providers = [
      { provide: Config, useValue: config },
      { provide: Database, useValue: database },
      { provide: DueJobs, useValue: jobs },
      { provide: ConversationSummary, useValue: ports.summary },
      { provide: AssignmentRelease, useValue: ports.release },
    ];
    @Global()
    @Module({ providers, exports: providers.map(({ provide }) => provide) })
    class Surroundings {}
    const module = await Test.createTestingModule({ imports: [Surroundings, AuthModule, ShopsModule] }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: ['error'] });
    await app.register(fastifyCookie);
    app.useGlobalFilters(new HttpProblemFilter(isAway));
    app.useGlobalPipes(validationPipe());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new AuthApp(app, database, clock, jobs, ports);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.close();
  }

  async call(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    options: CallOptions = {},
  ): Promise<Reply> {
    const { body, token, cookie, origin, address = '203.0.113.1' } = options;
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(cookie === undefined ? {} : { cookie: `shopbell_refresh=${cookie}` }),
      ...(origin === undefined ? {} : { origin }),
    };
    const payload = body === undefined ? {} : { payload: body as object };
    const reply = await this.app.inject({ method, url, headers, remoteAddress: address, ...payload });
    const parsed = reply.body === '' ? {} : (JSON.parse(reply.body) as Record<string, unknown>);
    const cookieHeader = String(reply.headers['set-cookie'] ?? '');
    const fresh = /shopbell_refresh=([^;]*)/.exec(cookieHeader)?.[1] ?? '';
    return { status: reply.statusCode, body: parsed, text: reply.body, cookie: fresh, headers: reply.headers };
  }

  shop(name = 'Shop'): Promise<NewShop> {
    return this.app.get(ShopsService).create({ name, origins: ['https://shop.example'] });
  }

  /** Makes an agent of a shop and signs it in. */
  async agent(
    shopId: string,
    role: ShopRole,
    email = `${Math.random().toString(36).slice(2)}@x.example`,
  ): Promise<Person> {
    const { agentId } = await this.app
      .get(AgentsService)
      .create({ shopId, role, email, name: 'Ann', password: PASSWORD });
    const { token, cookie } = await this.login(email);
    return { id: agentId, email, token, cookie };
  }

  async login(email: string, password = PASSWORD): Promise<{ token: string; cookie: string }> {
    const reply = await this.call('POST', '/v1/auth/login', { body: { email, password } });
    if (reply.status !== 200) throw new Error(`Not signed in: ${reply.text}`);
    return { token: (reply.body as unknown as AgentSession).token, cookie: reply.cookie };
  }
}

/** An identity as the shop's own server signs it. */
export function identityOf(secret: string, claims: Record<string, unknown>, lifeSeconds = 600): Promise<string> {
  const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' });
  return jwt.setExpirationTime(Math.floor(Date.now() / 1000) + lifeSeconds).sign(new TextEncoder().encode(secret));
}
