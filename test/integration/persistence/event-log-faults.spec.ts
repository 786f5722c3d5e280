// The event log when the database fails: cut commits, a server that dies and comes back, and what senders are told.

import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { Clock } from '../../../src/common/clock.js';
import type { ChatError } from '../../../src/common/chat-error.js';
import { createSources } from '../../../src/persistence/data-source.js';
import { Database } from '../../../src/persistence/database.js';
import type { EventLog } from '../../../src/persistence/log/event-log.js';
import type { Append, Appended } from '../../../src/persistence/log/log-types.js';
import { migrate } from '../../../src/persistence/migrator.js';
import { type MariadbServer, startMariadb } from '../../support/services/mariadb.js';
import { type Direction, startProxy, type TcpProxy } from '../../support/services/tcp-proxy.js';
import { conversations, expectAcked, expectWhole, nodeOn, SHOP, stored, unstorable, words } from './log-kit.js';

vi.setConfig({ testTimeout: 60_000 });

describe('the event log when the database fails', () => {
  let server: MariadbServer;
  let proxy: TcpProxy;
  let direct: string;
  let database: Database;
  let log: EventLog;

  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    proxy = await startProxy({ target: server });
    direct = await server.createDatabase();
    const url = Object.assign(new URL(direct), { port: String(proxy.port) }).href;
    database = new Database(createSources({ url }), new Clock());
    await database.open();
    await migrate(database);
    log = nodeOn(database);
  });
  afterEach(async () => {
    proxy.onChunk();
    proxy.blackhole(false);
    await log.close();
    await database.close();
    await proxy.close();
  });

  const all = (appends: readonly Append[]): Promise<Appended[]> =>
    Promise.all(appends.map((append) => log.append(append)));
  const codes = async (appends: readonly Append[]): Promise<string[]> =>
    (await Promise.allSettled(appends.map((append) => log.append(append)))).map((result) =>
      result.status === 'fulfilled' ? 'done' : (result.reason as ChatError).code,
    );

  describe.each<[string, Direction]>([
    ['on its way', 'toServer'],
    ['before its answer', 'toClient'],
  ])('a COMMIT that is cut %s', (_name, cutAt) => {
    it('ends in exactly one row and an ack', async () => {
      // One lane: the chunk after a COMMIT is that connection's.
      await log.close();
      log = nodeOn(database, { lanes: 1 });
      const [id = '', other = ''] = await conversations(log, 2);
      let cuts = 0;
      let seen = false;
      proxy.onChunk((direction, chunk) => {
        seen ||= direction === 'toServer' && chunk.includes('COMMIT');
        if (!seen || direction !== cutAt || cuts > 0) return 'pass';
        cuts += 1;
        return 'reset';
      });
      const appends = Array.from({ length: 20 }, (_, index) => words(index % 2 ? id : other, `${index}`));
      const answers = await all(appends);
      expect(cuts).toBe(1);
      expect(log.counters.unknown).toBe(1);
      await expectAcked(database, appends, answers);
      for (const each of [id, other]) {
        await expectWhole(database, each, 11);
        expect((await stored(database, each)).slice(1).map((row) => Number(row.text))).toEqual(
          Array.from({ length: 10 }, (_, turn) => turn * 2 + (each === id ? 1 : 0)),
        );
      }
    });

    it('many times over loses and doubles nothing', async () => {
      const ids = await conversations(log, 4);
      let commits = 0;
      let cutting = false;
      proxy.onChunk((direction, chunk) => {
        if (direction === 'toServer' && chunk.includes('COMMIT')) cutting = ++commits % 3 === 0;
        if (!cutting || direction !== cutAt) return 'pass';
        cutting = false;
        return 'reset';
      });
      const appends: Append[] = [];
      const answers: Promise<Appended>[] = [];
      let rounds = 0;
      // Until it has happened three times: how many appends share a commit depends on the machine.
      for (; log.counters.unknown < 3 && rounds < 300; rounds++) {
        for (const [index, id] of ids.entries()) {
          const append = words(id, `${rounds}.${index}`);
          appends.push(append);
          answers.push(log.append(append));
        }
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      const settled = await Promise.all(answers);
      proxy.onChunk();
      await expectAcked(database, appends, settled);
      for (const id of ids) await expectWhole(database, id, rounds + 1);
      expect(log.counters.unknown).toBeGreaterThan(2);
    });
  });

  it('refuses a row that cannot be stored alone, also after a cut', async () => {
    const [id = ''] = await conversations(log, 1);
    proxy.cutAll();
    const good = [words(id, 'a'), words(id, 'b')];
    const [answers, bad] = await Promise.all([all(good), codes([unstorable(id)])]);
    expect(bad).toEqual(['internal']);
    await expectAcked(database, good, answers);
    await expectWhole(database, id, 3);
  });

  it('answers unavailable within 4 s while the server is silent, and goes on when it speaks again', async () => {
    const [id = ''] = await conversations(log, 1);
    const appends = Array.from({ length: 10 }, (_, index) => words(id, `${index}`));
    proxy.blackhole(true);
    const started = performance.now();
    const said = await codes(appends);
    expect(performance.now() - started).toBeLessThan(4_300);
    expect(new Set(said)).toEqual(new Set(['unavailable']));
    proxy.blackhole(false);
    const answers = await resend(appends);
    await expectAcked(database, appends, answers);
    await expectWhole(database, id, 11);
  });

  it('killed under load: unavailable in time, and after the restart nothing is lost or doubled', async () => {
    const ids = await conversations(log, 8);
    const acked: { append: Append; seq: number }[] = [];
    const open: Append[] = [];
    let slowest = 0;
    const send = async (append: Append): Promise<void> => {
      const started = performance.now();
      try {
        acked.push({ append, seq: (await log.append(append)).seq });
      } catch (error) {
        expect((error as ChatError).code).toBe('unavailable');
        open.push(append);
      }
      slowest = Math.max(slowest, performance.now() - started);
    };
    const sends: Promise<void>[] = [];
    for (let round = 0; round < 60; round++) {
      for (const id of ids) sends.push(send(words(id, `${round}`)));
      if (round === 20) await server.kill9();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await Promise.all(sends);
    expect(open.length).toBeGreaterThan(100);
    expect(acked.length).toBeGreaterThan(50);
    expect(slowest).toBeLessThan(4_300);

    await server.restart();
    const answers = await resend(open);
    await expectAcked(database, open, answers);
    for (const id of ids) await expectWhole(database, id, 61);
    const client = await createConnection(direct);
    for (const { append, seq } of acked) {
      const [rows] = await client.query<RowDataPacket[]>('SELECT seq FROM event WHERE shop_id = ? AND client_id = ?', [
        SHOP,
        append.clientId,
      ]);
      expect(rows).toMatchObject([{ seq }]);
    }
    client.destroy();
  });

  /** As clients do: the same ids again until each is answered. */
  async function resend(appends: readonly Append[]): Promise<Appended[]> {
    const answers: Appended[] = [];
    for (const append of appends) {
      const deadline = performance.now() + 20_000;
      for (;;) {
        try {
          answers.push(await log.append(append));
          break;
        } catch (error) {
          if ((error as ChatError).code !== 'unavailable' || performance.now() > deadline) throw error;
        }
      }
    }
    return answers;
  }
});
