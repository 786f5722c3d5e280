// A real Nest application of sign-in and conversations on a real database of either dialect, with people made directly in
// the database and a clock that tests can put forward.

import fastifyMultipart from '@fastify/multipart';
import { Global, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

import { AuthModule } from '../../../src/auth/auth.module.js';
import { hashOf } from '../../../src/auth/secret-hash.js';
import { TokenService } from '../../../src/auth/token.service.js';
import { Clock } from '../../../src/common/clock.js';
import { HttpProblemFilter } from '../../../src/common/http-problem.filter.js';
import { newId, newSecret } from '../../../src/common/ids.js';
import type { AgentPrincipal, CustomerPrincipal, KeyPrincipal, Principal } from '../../../src/common/principal.js';
import { validationPipe } from '../../../src/common/validation.js';
import { Config, parseConfig } from '../../../src/config/config.js';
import { ConversationsModule } from '../../../src/conversations/conversations.module.js';
import { ConversationsService } from '../../../src/conversations/conversations.service.js';
import { InboxService } from '../../../src/conversations/inbox.service.js';
import { MessagesService } from '../../../src/conversations/messages.service.js';
import { createSources } from '../../../src/persistence/data-source.js';
import { Database } from '../../../src/persistence/database.js';
import { DueJobs } from '../../../src/persistence/due-jobs.js';
import { ApiKey, Agent, Customer, Membership, RefreshFamily, Shop } from '../../../src/persistence/entities/index.js';
import { EventLog } from '../../../src/persistence/log/event-log.js';
import { LogReader } from '../../../src/persistence/log-reader.js';
import { MarkStore } from '../../../src/persistence/mark-store.js';
import { migrate } from '../../../src/persistence/migrator.js';
import { isAway } from '../../../src/persistence/sql-errors.js';
import {
  type Ack,
  type Code,
  type Content,
  KEY_SCOPES,
  type KeyScope,
  type ShopRole,
} from '../../../src/protocol/index.js';
import type { DatabaseHost } from '../../support/databases.js';
import { temporaryDirectory } from '../../support/services/process.js';

/** A clock that a test can put forward. */
class MovableClock extends Clock {
  aheadMs = 0;

  override now(): number {
    return super.now() + this.aheadMs;
  }
}

export interface Reply {
  status: number;
  body: Record<string, unknown>;
  text: string;
  headers: Record<string, unknown>;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** A raw payload, for uploads and bad JSON. */
  payload?: string | Buffer;
}

export const text = (words: string): Content => ({ kind: 'text', text: words });
export const uuid = (): string => crypto.randomUUID();

export class ConversationsApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: Database,
    readonly clock: MovableClock,
    readonly jobs: DueJobs,
    readonly dataDir: string,
  ) {}

  static async start(host: DatabaseHost, env: Record<string, string> = {}): Promise<ConversationsApp> {
    const clock = new MovableClock();
    const database = new Database(createSources({ url: await host.url() }), clock);
    await database.open();
    await migrate(database);
    const dataDir = await temporaryDirectory('files');
    const config = parseConfig({
      TOKEN_SECRETS: 'conversations-secret-conversations-secret',
      DATA_DIR: dataDir,
      ...env,
    });
    const jobs = new DueJobs(database, () => undefined);
    const providers = [
      { provide: Config, useValue: config },
      { provide: Database, useValue: database },
      { provide: DueJobs, useValue: jobs },
      { provide: EventLog, useValue: new EventLog(database) },
      { provide: LogReader, useValue: new LogReader(database) },
      { provide: MarkStore, useValue: new MarkStore(database) },
    ];
    @Global()
    @Module({ providers, exports: providers.map(({ provide }) => provide) })
    class Surroundings {}
    const imports = [Surroundings, AuthModule, ConversationsModule];
    const module = await Test.createTestingModule({ imports }).compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: ['error'] });
    await app.register(fastifyMultipart, {
      limits: { fileSize: config.limits.fileBytes, files: 1, fields: 4, parts: 5 },
    });
    app.useGlobalFilters(new HttpProblemFilter(isAway));
    app.useGlobalPipes(validationPipe());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new ConversationsApp(app, database, clock, jobs, dataDir);
  }

  async stop(): Promise<void> {
    await this.jobs.stop();
    await this.log.close();
    await this.app.close();
    await this.app.get(MarkStore).flush();
    await this.database.close();
  }

  get messages(): MessagesService {
    return this.app.get(MessagesService);
  }

  get conversations(): ConversationsService {
    return this.app.get(ConversationsService);
  }

  get inbox(): InboxService {
    return this.app.get(InboxService);
  }

  get log(): EventLog {
    return this.app.get(EventLog);
  }

  get reader(): LogReader {
    return this.app.get(LogReader);
  }

  async shop(changes: Partial<Shop> = {}): Promise<string> {
    const id = newId();
    const shop = {
      id,
      name: 'Shop',
      shopKey: newSecret(16),
      identitySecret: newSecret(),
      previousIdentitySecret: null,
      origins: [],
      enforceIdentity: 0,
      reopenDays: 7,
      color: '#336699',
      locale: 'en',
      nextNumber: 1,
      createdAt: this.clock.now(),
      ...changes,
    };
    await this.database.transaction((manager) => manager.getRepository(Shop).insert(shop));
    return id;
  }

  async agent(shops: Record<string, ShopRole>, name = 'Ann'): Promise<AgentPrincipal> {
    const id = newId();
    const family = newId();
    const createdAt = this.clock.now();
    await this.database.transaction(async (manager) => {
      const agent = { id, email: `${id}@example.com`, name, passwordHash: null, state: 'online' as const, createdAt };
      await manager.getRepository(Agent).insert(agent);
      for (const [shopId, role] of Object.entries(shops)) {
        await manager.getRepository(Membership).insert({ shopId, agentId: id, role, createdAt });
      }
      await manager.getRepository(RefreshFamily).insert({ id: family, agentId: id, createdAt, endedAt: null });
    });
    return { kind: 'agent', id, name, shops: new Map(Object.entries(shops)), family };
  }

  /** A shopper without a row: its first message makes it. */
  visitor(shop: string): CustomerPrincipal {
    return { kind: 'customer', id: newId(), shop, name: null, verified: false, aliases: [] };
  }

  /** A shopper that has a row already. */
  async customer(shop: string, changes: Partial<Customer> = {}): Promise<CustomerPrincipal> {
    const visitor = this.visitor(shop);
    const row = { email: null, phone: null, attributes: null, blockedAt: null, claimedBy: null, externalId: null };
    const more = { id: visitor.id, shopId: shop, name: 'Cleo', createdAt: this.clock.now(), ...changes };
    await this.database.transaction((manager) => manager.getRepository(Customer).insert({ ...row, ...more }));
    return { ...visitor, name: more.name };
  }

  async key(shop: string, scopes: KeyScope[] = [...KEY_SCOPES]): Promise<{ principal: KeyPrincipal; token: string }> {
    const id = newId();
    const token = `sbk_${newSecret()}`;
    const row = { id, shopId: shop, name: 'Program', hash: hashOf(token), scopes, createdAt: 0, revokedAt: null };
    await this.database.transaction((manager) => manager.getRepository(ApiKey).insert(row));
    return { principal: { kind: 'apiKey', id, shop, name: 'Program', scopes }, token };
  }

  async token(principal: AgentPrincipal | CustomerPrincipal): Promise<string> {
    const tokens = this.app.get(TokenService);
    const { id } = principal;
    if (principal.kind === 'agent') return (await tokens.signAgent({ id, family: principal.family })).token;
    return (await tokens.signCustomer({ id, shop: principal.shop, verified: principal.verified })).token;
  }

  say(principal: Principal, words: string, conversation?: string): Promise<Ack> {
    const named = conversation === undefined ? {} : { conversation };
    return this.messages.send(principal, { id: uuid(), content: text(words), ...named });
  }

  async call(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT',
    url: string,
    token?: string,
    options: CallOptions = {},
  ): Promise<Reply> {
    const { body, headers = {}, payload } = options;
    const answer = await this.app.inject({
      method,
      url,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
      ...(payload === undefined ? {} : { payload }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    const parsed = isJson ? (JSON.parse(answer.body) as Record<string, unknown>) : {};
    return { status: answer.statusCode, body: parsed, text: answer.body, headers: answer.headers };
  }

  /** The whole log of a conversation as agents see it. */
  async events(conversation: string): Promise<{ seq: number; type: string; content: Record<string, unknown> }[]> {
    const { rows } = await this.reader.page(conversation, 'agents', { after: 0, limit: 200 });
    return rows.map(({ seq, type, content }) => ({ seq, type, content }));
  }
}

/** The code by which a call is refused; 'done' where it is not. */
export async function codeOf(task: Promise<unknown>): Promise<Code | 'done'> {
  try {
    await task;
    return 'done';
  } catch (error) {
    return (error as { code: Code }).code;
  }
}
