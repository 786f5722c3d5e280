// After a COMMIT or ROLLBACK that failed, the next transaction is one of its own and never a savepoint in the old one.

import type { QueryRunner } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';

import { begin, rollBack } from './transaction.js';

/** Keeps state as TypeORM's runners do: what fails leaves it believing that the transaction is open. */
class FakeRunner {
  isTransactionActive = false;
  transactionDepth = 0;
  readonly sent: string[] = [];
  /** Statements that the database refuses, each once. */
  readonly refused: string[] = [];

  query(sql: string): Promise<void> {
    this.sent.push(sql);
    const index = this.refused.indexOf(sql);
    if (index < 0) return Promise.resolve();
    this.refused.splice(index, 1);
    return Promise.reject(new Error(`${sql} failed`));
  }

  async startTransaction(): Promise<void> {
    this.isTransactionActive = true;
    await this.query(this.transactionDepth === 0 ? 'BEGIN' : `SAVEPOINT ${this.transactionDepth}`);
    this.transactionDepth += 1;
  }

  async commitTransaction(): Promise<void> {
    if (!this.isTransactionActive) throw new Error('not started');
    if (this.transactionDepth > 1) await this.query(`RELEASE ${this.transactionDepth - 1}`);
    else {
      await this.query('COMMIT');
      this.isTransactionActive = false;
    }
    this.transactionDepth -= 1;
  }

  async rollbackTransaction(): Promise<void> {
    if (!this.isTransactionActive) throw new Error('not started');
    if (this.transactionDepth > 1) await this.query(`ROLLBACK TO ${this.transactionDepth - 1}`);
    else {
      await this.query('ROLLBACK');
      this.isTransactionActive = false;
    }
    this.transactionDepth -= 1;
  }
}

describe('a transaction on a connection that may have failed before', () => {
  let fake: FakeRunner;
  let runner: QueryRunner;
  beforeEach(() => {
    fake = new FakeRunner();
    runner = fake as unknown as QueryRunner;
  });

  /** Begins and commits, and tells the statements that it took. */
  const next = async (): Promise<string[]> => {
    const before = fake.sent.length;
    await begin(runner);
    await runner.commitTransaction();
    return fake.sent.slice(before);
  };
  const idle = { isTransactionActive: false, transactionDepth: 0 };

  it('begins plainly where nothing failed', async () => {
    expect(await next()).toEqual(['BEGIN', 'COMMIT']);
    expect(await next()).toEqual(['BEGIN', 'COMMIT']);
  });

  it('ends what a failed COMMIT left open before it begins', async () => {
    await begin(runner);
    fake.refused.push('COMMIT');
    await expect(runner.commitTransaction()).rejects.toThrow('COMMIT failed');
    expect(await next()).toEqual(['ROLLBACK', 'BEGIN', 'COMMIT']);
    expect(fake).toMatchObject(idle);
  });

  it('begins anew although the ROLLBACK after a failed COMMIT failed too', async () => {
    await begin(runner);
    fake.refused.push('COMMIT', 'ROLLBACK', 'ROLLBACK');
    await expect(runner.commitTransaction()).rejects.toThrow();
    await rollBack(runner);
    expect(fake).toMatchObject(idle);
    expect(await next()).toEqual(['BEGIN', 'COMMIT']);
  });

  it('begins anew after a ROLLBACK that failed, which it sends once more by hand', async () => {
    await begin(runner);
    fake.refused.push('ROLLBACK');
    await rollBack(runner);
    expect(fake.sent.filter((sql) => sql === 'ROLLBACK')).toHaveLength(2);
    expect(await next()).toEqual(['BEGIN', 'COMMIT']);
  });

  it('begins anew after a BEGIN that failed', async () => {
    fake.refused.push('BEGIN');
    await expect(begin(runner)).rejects.toThrow('BEGIN failed');
    expect((await next()).slice(-2)).toEqual(['BEGIN', 'COMMIT']);
  });

  it('ends the whole of a nested one, not a savepoint in it', async () => {
    await begin(runner);
    await runner.startTransaction();
    await runner.startTransaction();
    await rollBack(runner);
    expect(fake.sent.filter((sql) => sql.startsWith('ROLLBACK'))).toEqual(['ROLLBACK']);
    expect(fake).toMatchObject(idle);
  });

  it('never rejects when it ends one, open or not', async () => {
    fake.refused.push('ROLLBACK');
    await expect(rollBack(runner)).resolves.toBeUndefined();
    expect(fake).toMatchObject(idle);
  });
});
