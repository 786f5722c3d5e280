// Begin and end of a transaction on a connection that may have failed before. TypeORM believes itself inside a transaction
// after a COMMIT or ROLLBACK that failed, and would nest the next one in it as a savepoint: an `ack` without a commit.

import type { QueryRunner } from 'typeorm';

/** Begins a transaction of its own, whatever state an earlier failure left the connection in. */
export async function begin(runner: QueryRunner): Promise<void> {
  if (runner.isTransactionActive) await rollBack(runner);
  await runner.startTransaction();
}

/** Ends the open transaction, if there is one. Never rejects. */
export async function rollBack(runner: QueryRunner): Promise<void> {
  const state = runner as unknown as { isTransactionActive: boolean; transactionDepth: number };
  // The outermost one, not a savepoint in it.
  if (state.transactionDepth > 1) state.transactionDepth = 1;
  try {
    await runner.rollbackTransaction();
  } catch {
    state.isTransactionActive = false;
    // The database may have ended it by itself (disk full), or still hold it open.
    await runner.query('ROLLBACK').catch(() => undefined);
  } finally {
    // A BEGIN that failed was never counted: the next one would be a savepoint of no transaction.
    state.transactionDepth = 0;
  }
}
