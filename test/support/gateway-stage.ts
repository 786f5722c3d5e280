// A stage for tests of the gateway: the whole server on a fresh database, a shop, and whoever joins over a socket.

import { randomUUID } from 'node:crypto';

import { principalKey } from '../../src/common/principal.js';
import { Database } from '../../src/persistence/database.js';
import type { EventLog } from '../../src/persistence/log/event-log.js';
import type { Appended, Decision } from '../../src/persistence/log/log-types.js';
import type { ChatEvent, ClientFrames, Reject, ServerFrames, VisitorSession } from '../../src/protocol/index.js';
import { TestApp, type TestShop } from './app.js';
import { type DatabaseHost, type DIALECTS, startDatabaseHost } from './databases.js';
import { Probe, type ProbeOptions } from './probe.js';

/** A shopper with one open conversation in which it has said "hello": `opened` and `message`. */
export interface Talk {
  visitor: VisitorSession;
  shopper: Probe;
  conversation: string;
}

/** The text of a message or a note. */
export function textOf(event: ChatEvent): string {
  const content = event.type === 'message' || event.type === 'note' ? event.content : null;
  return content?.kind === 'text' ? content.text : '';
}

/** An answer to a send that has to be an `ack`. */
export function acked(answer: ServerFrames['ack'] | ServerFrames['reject']): ServerFrames['ack'] {
  if ('seq' in answer) return answer;
  throw new Error(`It was refused: ${JSON.stringify(answer)}`);
}

/** An answer to a send that has to be a `reject`. */
export function refused(answer: ServerFrames['ack'] | ServerFrames['reject']): Reject {
  if ('code' in answer) return answer;
  throw new Error(`It was taken: ${JSON.stringify(answer)}`);
}

/** Events that a probe was pushed of one conversation, in the order of pushing. */
export function pushed(probe: Probe, conversation: string): ChatEvent[] {
  return probe.of('event').filter((event) => event.conversation === conversation);
}

/** Where pushed events do not join the one before them; empty: gapless, in order, each once. */
export function gaps(probe: Probe, conversation: string, cursor = 0): string[] {
  let last = cursor;
  return pushed(probe, conversation).flatMap(({ after, seq }) => {
    const fault =
      after === last && seq > after ? [] : [`${String(seq)} after ${String(after)} came after ${String(last)}`];
    last = seq;
    return fault;
  });
}

export class Stage {
  private readonly probes: Probe[] = [];
  private readonly nodes: TestApp[] = [];

  private constructor(
    readonly host: DatabaseHost,
    readonly url: string,
    readonly app: TestApp,
    readonly shop: TestShop,
  ) {}

  static async start(dialect: (typeof DIALECTS)[number], env: Record<string, string> = {}): Promise<Stage> {
    const host = await startDatabaseHost(dialect);
    const url = await host.url();
    const app = await TestApp.start(url, env);
    return new Stage(host, url, app, await app.shop());
  }

  /** Another node on the same database. No word of it reaches the first one: all hints between them are lost. */
  async node(env: Record<string, string> = {}): Promise<TestApp> {
    const node = await TestApp.start(this.url, env, { beside: true });
    this.nodes.push(node);
    return node;
  }

  /** Joins over a socket, with a welcome. */
  async join(token: string, hello: Partial<ClientFrames['hello']> = {}, options: ProbeOptions = {}): Promise<Probe> {
    return this.keep(await Probe.welcome(this.app.socketUrl, { token, ...hello }, options));
  }

  /** Opens a socket and says a hello, whatever becomes of it. */
  async knock(hello: object, options: ProbeOptions = {}): Promise<Probe> {
    const probe = this.keep(await Probe.open(this.app.socketUrl, options));
    probe.raw(JSON.stringify({ event: 'hello', data: hello }));
    return probe;
  }

  /** A new shopper who has said "hello". */
  async talk(options: ProbeOptions = {}, shop: TestShop = this.shop): Promise<Talk> {
    const visitor = await this.app.visitor(shop.shopKey);
    const shopper = await this.join(visitor.token, {}, options);
    const { conversation } = acked(await shopper.send('hello'));
    await shopper.next('event', (event) => event.conversation === conversation && event.seq === 2);
    if (options.confirms !== false) await shopper.next('marks', ({ delivered }) => delivered.customer === 2);
    return { visitor, shopper, conversation };
  }

  keep(probe: Probe): Probe {
    this.probes.push(probe);
    return probe;
  }

  /** Changes rows behind the server's back. */
  async sql(statement: string, parameters: unknown[] = []): Promise<void> {
    await this.app.app.get(Database).transaction(async (manager) => {
      await manager.query(statement, parameters);
    });
  }

  async rows<T>(query: string, parameters: unknown[] = []): Promise<T[]> {
    return this.app.app.get(Database).rows<T>(query, parameters);
  }

  async stop(): Promise<void> {
    for (const probe of this.probes) probe.cut();
    for (const node of [...this.nodes, this.app]) await node.stop();
    await this.host.stop();
  }
}

/** Appends an agent's messages to a conversation straight through a log: no rates, and no hints unless the log is a node's own. */
export function append(
  log: EventLog,
  shop: TestShop,
  conversationId: string,
  texts: readonly string[],
): Promise<Appended[]> {
  const sender = { key: principalKey({ kind: 'agent', id: shop.agentId }), role: 'agent', name: 'Agent' } as const;
  const one = (text: string): Promise<Appended> => {
    const body = { content: { kind: 'text', text } };
    const decide = (): Decision => ({ events: [{ type: 'message', audience: 'all', body }] });
    return log.append({ shopId: shop.shopId, conversationId, sender, clientId: randomUUID(), decide });
  };
  return Promise.all(texts.map(one));
}
