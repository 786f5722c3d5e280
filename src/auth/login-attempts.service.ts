// The lock-out: tries to name a password, counted by account and address in the database, so that all nodes count
// together and a restart forgives nothing. A try is counted before it is checked: many at once gain nothing.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import { LoginAttempt } from '../persistence/entities/index.js';
import { Database } from '../persistence/database.js';
import { hashOf } from './secret-hash.js';

/** Tries before the first lock. */
const FREE_TRIES = 5;
/** Tries are forgotten after this quiet time. */
export const FORGET_MS = 60 * 60_000;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 15 * 60_000;

/** How long the account is locked for the address after this many failures in a row. */
export function lockMs(failures: number): number {
  if (failures < FREE_TRIES) return 0;
  return Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (failures - FREE_TRIES));
}

@Injectable()
export class LoginAttempts {
  constructor(private readonly database: Database) {}

  /**
   * Runs `check` (is the password right?) as one try of the account from the address. A right one clears the count.
   * Throws `rate_limited` with the time that is left while locked. An error of `check` counts as no try.
   */
  async attempt(account: string, address: string, check: () => Promise<boolean>): Promise<boolean> {
    const key = hashOf(account, address);
    const waitMs = await this.count(key);
    if (waitMs > 0) throw new ChatError('rate_limited', 'Too many wrong passwords: wait', { retryAfterMs: waitMs });
    let right: boolean;
    try {
      right = await check();
    } catch (error) {
      await this.uncount(key);
      throw error;
    }
    if (right) await this.clear(key);
    return right;
  }

  /** Counts one try; the time left where the account is locked. */
  private count(key: string): Promise<number> {
    const { dialect, clock } = this.database;
    return this.database.transaction(async (manager) => {
      const now = clock.now();
      const end = dialect === 'mysql' ? 'ON DUPLICATE KEY UPDATE attempt_key = attempt_key' : 'ON CONFLICT DO NOTHING';
      const insert = `INSERT INTO login_attempt (attempt_key, failures, last_at, locked_until) VALUES (?, 0, ?, 0) ${end}`;
      await manager.query(insert, [key, now]);
      const attempts = manager.getRepository(LoginAttempt);
      const { failures, lastAt, lockedUntil } = await attempts.findOneByOrFail({ attemptKey: key });
      if (lockedUntil > now) return lockedUntil - now;
      const tries = (lastAt < now - FORGET_MS ? 0 : failures) + 1;
      const wait = lockMs(tries);
      await attempts.update({ attemptKey: key }, { failures: tries, lastAt: now, lockedUntil: wait && now + wait });
      return 0;
    });
  }

  private async uncount(key: string): Promise<void> {
    await this.database.transaction((manager) =>
      manager.query(
        'UPDATE login_attempt SET failures = failures - 1, locked_until = 0 WHERE attempt_key = ? AND failures > 0',
        [key],
      ),
    );
  }

  private async clear(key: string): Promise<void> {
    await this.database.transaction((manager) => manager.getRepository(LoginAttempt).delete({ attemptKey: key }));
  }
}
