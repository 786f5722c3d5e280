// The event log in good times and crowded ones: numbers without gaps, each id once, bad neighbours, locked rows.

import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { ChatError } from '../../../src/common/chat-error.js';
import type { Database } from '../../../src/persistence/database.js';
import type { EventLog } from '../../../src/persistence/log/event-log.js';
import type { Append, Appended, Committed, Decision } from '../../../src/persistence/log/log-types.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import {
  conversations,
  expectAcked,
  expectWhole,
  nodeOn,
  rewriting,
  stored,
  unstorable,
  uuid,
  words,
} from './log-kit.js';

const code = (task: Promise<unknown>): Promise<unknown> =>
  task.then(
    () => 'done',
    (error: unknown) => (error as ChatError).code,
  );

describe.each(DIALECTS)('the event log on %s', (dialect) => {
  let host: DatabaseHost;
  let url: string;
  let database: Database;
  let log: EventLog;
  let committed: Committed[];

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    url = await host.url();
    database = await host.open(url);
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    log = nodeOn(database);
    committed = [];
    log.onCommitted((batch) => committed.push(...batch));
    return () => log.close();
  });

  const one = async (): Promise<string> => (await conversations(log, 1))[0] ?? '';
  const all = (appends: readonly Append[], on = log): Promise<Appended[]> =>
    Promise.all(appends.map((append) => on.append(append)));

  it('numbers 200 concurrent appends to 20 conversations without gaps, in the order of each', async () => {
    const ids = await conversations(log, 20);
    const appends = Array.from({ length: 200 }, (_, index) => words(ids[index % 20] ?? '', `${index}`));
    const answers = await all(appends);
    await expectAcked(database, appends, answers);
    for (const [index, id] of ids.entries()) {
      await expectWhole(database, id, 11);
      const texts = (await stored(database, id)).slice(1).map((row) => Number(row.text));
      expect(texts).toEqual(Array.from({ length: 10 }, (_, turn) => index + turn * 20));
    }
    expect(log.counters.commits).toBeLessThan(60);
  });

  it('tells listeners of every commit once, with the head after it', async () => {
    const id = await one();
    committed = [];
    await all(Array.from({ length: 30 }, (_, index) => words(id, `${index}`)));
    const events = committed.filter(({ head }) => head.id === id).flatMap((batch) => batch.events);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 2));
    expect(committed.at(-1)?.head).toMatchObject({ lastSeq: 31, shopCount: 30 });
  });

  describe('a repeat', () => {
    it('inside a batch is answered with the first one', async () => {
      // One lane, so that both conversations share the batch.
      const single = nodeOn(database, { lanes: 1 });
      const [here = '', there = ''] = await conversations(single, 2);
      const clientId = uuid();
      const [first, second, third] = await all(
        [words(here, 'one', { clientId }), words(here, 'two', { clientId }), words(there, 'three', { clientId })],
        single,
      );
      expect(first).toMatchObject({ conversationId: here, seq: 2, duplicate: false });
      const same = { conversationId: here, seq: 2, duplicate: true };
      expect([second, third]).toMatchObject([same, same]);
      await expectWhole(database, there, 1);
      await single.close();
    });

    it('in a later batch is answered with the first one, and its neighbours are stored', async () => {
      const id = await one();
      const repeated = words(id, 'one');
      const first = await log.append(repeated);
      const answers = await all([words(id, 'a'), repeated, words(id, 'b')]);
      expect(answers.map(({ seq, duplicate }) => [seq, duplicate])).toEqual([
        [3, false],
        [first.seq, true],
        [4, false],
      ]);
      await expectWhole(database, id, 4);
    });

    it('that would be refused, or change nothing, by now is answered with the first one', async () => {
      const id = await one();
      const first = await log.append(words(id, 'one', { clientId: '11111111-1111-4111-8111-111111111111' }));
      const later = { clientId: '11111111-1111-4111-8111-111111111111' };
      const refusing = words(id, 'x', {
        ...later,
        decide: () => {
          throw new ChatError('closed', 'closed');
        },
      });
      const idle = words(id, 'x', { ...later, decide: () => ({ events: [] }) });
      for (const append of [refusing, idle])
        expect(await log.append(append)).toMatchObject({ seq: first.seq, duplicate: true });
      expect(await code(log.append({ ...refusing, clientId: uuid() }))).toBe('closed');
      expect(await log.append({ ...idle, clientId: uuid() })).toMatchObject({ seq: 2, duplicate: false });
      await expectWhole(database, id, 2);
    });

    it('under a former key of the same person is answered with the first one', async () => {
      const id = await one();
      const clientId = uuid();
      const visitor = { key: 'c:visitor', role: 'customer' as const, name: 'Visitor' };
      const first = await log.append(words(id, 'one', { clientId, sender: visitor }));
      const known = { ...visitor, key: 'c:known', aliases: ['c:visitor'] };
      expect(await log.append(words(id, 'one', { clientId, sender: known }))).toMatchObject({
        seq: first.seq,
        duplicate: true,
      });
      const stranger = { ...visitor, key: 'c:stranger', aliases: ['c:other'] };
      expect(await log.append(words(id, 'one', { clientId, sender: stranger }))).toMatchObject({
        seq: 3,
        duplicate: false,
      });
    });

    it('on another node is answered with the first one, however they race', async () => {
      const id = await one();
      const other = nodeOn(await host.open(url));
      const appends = Array.from({ length: 50 }, (_, index) => words(id, `${index}`));
      const [mine, theirs] = await Promise.all([all(appends), all(appends, other)]);
      expect(mine.map((answer) => answer.seq)).toEqual(theirs.map((answer) => answer.seq));
      for (const [index, answer] of mine.entries())
        expect([answer.duplicate, theirs[index]?.duplicate].filter(Boolean)).toHaveLength(1);
      await expectWhole(database, id, 51);
      await other.close();
    });
  });

  it('lets one bad append fail alone', async () => {
    const [id = '', other = ''] = await conversations(log, 2);
    const good = Array.from({ length: 20 }, (_, index) => words(index % 2 ? id : other, `${index}`));
    // SQLite keeps no lengths: there a row without a type is what cannot be stored.
    const noType = { events: [{ type: null as unknown as 'message', audience: 'all' as const, body: {} }] };
    const bad = dialect === 'mysql' ? unstorable(id) : words(id, 'bad', { decide: () => noType });
    const foreign = words(id, 'x', { shopId: uuid() });
    const unknown = words(uuid(), 'x');
    const [answers, ...codes] = await Promise.all([
      all(good),
      code(log.append(bad)),
      code(log.append(foreign)),
      code(log.append(unknown)),
    ]);
    expect(codes).toEqual(['internal', 'not_found', 'not_found']);
    await expectAcked(database, good, answers);
    for (const each of [id, other]) await expectWhole(database, each, 11);
  });

  it('answers an id that is stored with its place, even where it comes again with what cannot be stored', async () => {
    const id = await one();
    const first = words(id, 'first');
    const answer = await log.append(first);
    const noType = { events: [{ type: null as unknown as 'message', audience: 'all' as const, body: {} }] };
    const bad = dialect === 'mysql' ? unstorable(id) : words(id, 'bad', { decide: () => noType });
    const again = await log.append({ ...bad, clientId: first.clientId });
    expect(again).toMatchObject({ seq: answer.seq, duplicate: true });
    await expectWhole(database, id, 2);
  });

  it('tells of an event that is recalled in the batch of its own commit without its words', async () => {
    const id = await one();
    const needs = { seq: 2, edits: false };
    const recall = (): Decision => ({
      events: [{ type: 'recall', audience: 'all', body: { of: 2 } }],
      rewrites: [{ seq: 2, body: { content: null, recalled: 3 } }],
    });
    committed = [];
    await all([words(id, 'secret'), words(id, '', { needs, decide: recall })]);
    expect(committed).toHaveLength(1);
    expect(committed[0]?.events.map((row) => row.content)).toEqual([{ content: null, recalled: 3 }, { of: 2 }]);
  });

  it('shows each decision what was decided before it in the same batch', async () => {
    const id = await one();
    const needs = { seq: 2, edits: true };
    const seen: unknown[] = [];
    await all([
      words(id, 'first'),
      words(id, '', { needs, decide: rewriting(2, 'second') }),
      words(id, '', { needs, decide: rewriting(2, 'third') }),
      words(id, '', {
        needs,
        decide: ({ row, edits }) => {
          seen.push(
            row?.content,
            edits.map((edit) => edit.seq),
          );
          return { events: [] };
        },
      }),
    ]);
    expect(seen).toEqual([{ content: { kind: 'text', text: 'third' }, edited: 4 }, [3, 4]]);
    expect((await stored(database, id)).map((row) => row.text)).toEqual(['', 'third', 'second', 'third']);
  });

  it('refuses with overloaded once its queue is full, and stores everything that it took', async () => {
    const small = nodeOn(database, { queue: 50 });
    const id = await one();
    const outcomes = await Promise.all(
      Array.from({ length: 80 }, (_, index) => code(small.append(words(id, `${index}`)))),
    );
    expect(outcomes.filter((outcome) => outcome === 'overloaded')).toHaveLength(30);
    await expectWhole(database, id, 51);
    await small.close();
  });

  it('refuses what comes behind a broken guard, and nothing else', async () => {
    const id = await one();
    const order = { broken: false };
    const failing = words(id, 'x', {
      order,
      decide: () => {
        throw new ChatError('conflict', 'again');
      },
    });
    const outcomes = await Promise.all(
      [failing, words(id, 'behind', { order }), words(id, 'free')].map((append) => code(log.append(append))),
    );
    expect(outcomes).toEqual(['conflict', 'conflict', 'done']);
    expect(order.broken).toBe(true);
  });

  it('takes nothing more once closed, after everything taken is answered', async () => {
    const closing = nodeOn(database);
    const id = await one();
    const taken = all(
      Array.from({ length: 10 }, (_, index) => words(id, `${index}`)),
      closing,
    );
    await closing.close();
    expect(await taken).toHaveLength(10);
    expect(await code(closing.append(words(id, 'late')))).toBe('unavailable');
  });

  if (dialect === 'sqlite') {
    it('never loses a neighbour’s write to the rollback of another transaction', async () => {
      const ids = await conversations(log, 4);
      const failing = Array.from({ length: 20 }, () =>
        database.transaction(async (manager) => {
          await manager.query('UPDATE conversation SET priority = ? WHERE id = ?', ['urgent', ids[0]]);
          await new Promise((resolve) => setTimeout(resolve, 1));
          throw new Error('rolled back');
        }),
      );
      const appends = Array.from({ length: 100 }, (_, index) => words(ids[index % 4] ?? '', `${index}`));
      const facts = Array.from({ length: 20 }, (_, index) =>
        database.transaction((manager) =>
          manager.query('INSERT INTO fact (name, value) VALUES (?, ?)', [`fact ${index}`, 'x']),
        ),
      );
      const [answers, rolledBack] = await Promise.all([all(appends), Promise.allSettled(failing), Promise.all(facts)]);
      expect(rolledBack.every((result) => result.status === 'rejected')).toBe(true);
      await expectAcked(database, appends, answers);
      for (const id of ids) await expectWhole(database, id, 26);
      expect(await database.rows("SELECT name FROM fact WHERE name LIKE 'fact %'")).toHaveLength(20);
      expect(await database.rows("SELECT id FROM conversation WHERE priority = 'urgent'")).toEqual([]);
    });
  }

  if (dialect === 'mysql') {
    /** A second client that holds one conversation locked while `task` runs. */
    const holding = async (id: string, task: (release: () => Promise<void>) => Promise<void>): Promise<void> => {
      const client = await createConnection(url);
      await client.query('BEGIN');
      await client.query('SELECT id FROM conversation WHERE id = ? FOR UPDATE', [id]);
      try {
        await task(async () => {
          await client.query('ROLLBACK');
        });
      } finally {
        client.destroy();
      }
    };

    it('lets a conversation that someone holds locked stall itself alone, and keeps its order', async () => {
      const single = nodeOn(database, { lanes: 1, batch: 8 });
      const [held = '', ...free] = await conversations(single, 5);
      await holding(held, async (release) => {
        const waiting: Append[] = [];
        const waited: Promise<Appended>[] = [];
        for (let round = 0; round < 20; round++) {
          // More than a batch at a time, so that some wait in the queue when the locked ones are tried again.
          for (let turn = 0; turn < 3; turn++) {
            const append = words(held, `${round * 3 + turn}`);
            waiting.push(append);
            waited.push(single.append(append));
          }
          const started = performance.now();
          await Promise.all(free.map((id) => single.append(words(id, `${round}`))));
          expect(performance.now() - started).toBeLessThan(1_000);
        }
        await release();
        const answers = await Promise.all(waited);
        await expectAcked(database, waiting, answers);
        const texts = (await stored(database, held)).slice(1).map((row) => Number(row.text));
        expect(texts).toEqual(Array.from({ length: 60 }, (_, index) => index));
      });
      for (const id of free) await expectWhole(database, id, 21);
      expect(single.counters.locked).toBeGreaterThan(0);
      await single.close();
    });

    it('answers unavailable in time for a conversation that stays locked', async () => {
      const [held = '', free = ''] = await conversations(log, 2);
      await holding(held, async () => {
        const started = performance.now();
        const stuck = code(log.append(words(held, 'x')));
        expect(await code(log.append(words(free, 'y')))).toBe('done');
        expect(await stuck).toBe('unavailable');
        expect(performance.now() - started).toBeLessThan(4_500);
      });
      await expectWhole(database, held, 1);
      expect(await code(log.append(words(held, 'after')))).toBe('done');
    });

    it('tries again after a deadlock with another client', async () => {
      const [first = '', second = ''] = await conversations(log, 2);
      const client = await createConnection(url);
      try {
        await client.query('SET innodb_lock_wait_timeout = 3');
        await client.query('BEGIN');
        await client.query("INSERT INTO fact (name, value) VALUES ('deadlock', 'theirs')");
        const both = (manager: { query(sql: string): Promise<unknown> }) =>
          manager.query(
            "INSERT INTO fact (name, value) VALUES ('deadlock', 'ours') ON DUPLICATE KEY UPDATE value = 'ours'",
          );
        const append = log.append(
          words(first, 'one', {
            decide: () => ({
              ...words(first, 'one').decide(NOWHERE),
              also: async (manager) => {
                await both(manager);
              },
            }),
          }),
        );
        // The log's transaction holds the head and waits for the fact; now the client that holds the fact wants the head.
        await new Promise((resolve) => setTimeout(resolve, 300));
        const theirs = client.query('UPDATE conversation SET priority = priority WHERE id = ?', [first]).then(
          () => 'done',
          () => 'victim',
        );
        await Promise.race([theirs, append.catch(() => undefined)]);
        await client.query('ROLLBACK').catch(() => undefined);
        expect(await append).toMatchObject({ seq: 2, duplicate: false });
      } finally {
        client.destroy();
      }
      await expectWhole(database, first, 2);
      expect(await code(log.append(words(second, 'free')))).toBe('done');
      expect(await database.rows("SELECT value FROM fact WHERE name = 'deadlock'")).toEqual([{ value: 'ours' }]);
    });

    it('tries again when a lock wait ends', async () => {
      const id = await one();
      const client = await createConnection(url);
      try {
        await client.query('BEGIN');
        await client.query("INSERT INTO fact (name, value) VALUES ('waited', 'theirs')");
        const also: NonNullable<ReturnType<Append['decide']>['also']> = async (manager) => {
          await manager.query(
            "INSERT INTO fact (name, value) VALUES ('waited', 'ours') ON DUPLICATE KEY UPDATE value = 'ours'",
          );
        };
        const append = log.append(
          words(id, 'one', { decide: (situation) => ({ ...words(id, 'one').decide(situation), also }) }),
        );
        // Longer than one lock wait of 2 s, shorter than the time to answer.
        await new Promise((resolve) => setTimeout(resolve, 2_500));
        await client.query('ROLLBACK');
        expect(await append).toMatchObject({ seq: 2, duplicate: false });
      } finally {
        client.destroy();
      }
      await expectWhole(database, id, 2);
      expect(log.counters.retries).toBeGreaterThan(0);
    });
  }
});

/** For decisions that look at nothing. */
const NOWHERE = {} as Parameters<Append['decide']>[0];
