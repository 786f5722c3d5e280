// One entity set and one migration set on both dialects, without drift.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { migrate, pendingMigrations } from '../../../src/persistence/migrator.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';

describe.each(DIALECTS)('the schema on %s', (dialect) => {
  let host: DatabaseHost;
  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
  });
  afterAll(() => host.stop());

  it('needs no change after all migrations', async () => {
    const database = await host.open((await host.url()).replace(/^mysql:/, 'mariadb:'));
    const { upQueries } = await database.source.driver.createSchemaBuilder().log();
    expect(upQueries.map((query) => query.query)).toEqual([]);
  });

  it('is migrated once, and then nothing is pending', async () => {
    const database = await host.open();
    expect(await pendingMigrations(database)).toEqual([]);
    expect(await migrate(database)).toEqual([]);
  });

  it('is refused when a migration began and never ended', async () => {
    const database = await host.open();
    await database.transaction((manager) => manager.query('UPDATE migration_run SET finished_at = NULL'));
    await expect(migrate(database)).rejects.toThrow(/began and never ended/);
  });

  it('has an id of this life of the log', async () => {
    const database = await host.open();
    expect(database.logId).toMatch(/^[0-9a-f-]{36}$/);
  });
});
