// Looking up repeats: by the unique key alone, however many shops and senders share a batch.

import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../../../src/persistence/database.js';
import { type KnownKey, type KnownRow, knownRows } from '../../../src/persistence/log/log-sql.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';
import { uuid } from './log-kit.js';

const ROWS = 4_000;
const BATCH = 256;

describe.each(DIALECTS)('repeats on %s', (dialect) => {
  let host: DatabaseHost;
  let database: Database;
  const shops = Array.from({ length: 8 }, uuid);
  const senders = Array.from({ length: BATCH }, () => `c:${uuid()}`);
  const stored: KnownKey[] = Array.from({ length: ROWS }, (_, index) => ({
    shop_id: shops[index % shops.length] ?? '',
    sender: senders[index % BATCH] ?? '',
    client_id: uuid(),
  }));

  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    database = await host.open();
    for (let start = 0; start < ROWS; start += 500) {
      const part = stored.slice(start, start + 500);
      const rows = part.map(() => "(?, 1, 0, ?, 'message', 'all', ?, 'customer', 'Bo', ?, '{}', 1, 0, 0)").join(',');
      const values = part.flatMap(({ shop_id, sender, client_id }) => [uuid(), shop_id, sender, client_id]);
      const sql = `INSERT INTO event (conversation_id, seq, after_public, shop_id, type, audience, sender, sender_role,
        sender_name, client_id, content, customer_count, shop_count, created_at) VALUES ${rows}`;
      await database.transaction((manager) => manager.query(sql, values));
    }
    await database.transaction((manager) => manager.query(dialect === 'mysql' ? 'ANALYZE TABLE event' : 'ANALYZE'));
  });
  afterAll(() => host.stop());

  it('are found by shop, sender and id together, and by nothing less', async () => {
    const runner = database.createRunner();
    const strangers = stored.slice(0, BATCH).map((key) => ({ ...key, sender: `c:${uuid()}` }));
    const rows: KnownRow[] = await knownRows(runner, [...strangers, ...stored.slice(0, BATCH)]);
    expect(rows.map((row) => row.client_id).sort()).toEqual(
      stored
        .slice(0, BATCH)
        .map((key) => key.client_id)
        .sort(),
    );
    await runner.release();
  });

  it('are looked up by the index for a whole batch of many shops and senders', async () => {
    const plans: unknown[] = [];
    const explaining = {
      query: async (sql: string, values: unknown[]) => {
        plans.push(
          ...(await database.rows(dialect === 'mysql' ? `EXPLAIN ${sql}` : `EXPLAIN QUERY PLAN ${sql}`, values)),
        );
        return [];
      },
    } as unknown as QueryRunner;
    await knownRows(explaining, stored.slice(0, BATCH));
    expect(JSON.stringify(plans)).toMatch(/uq_event_client|sqlite_autoindex_event/);
    expect(JSON.stringify(plans)).not.toMatch(/"type":"ALL"|SCAN event/);
  });
});
