// Sweeps away what sign-in need not remember any more, once an hour, as a due job: one node does it for all.

import { Injectable } from '@nestjs/common';

import { Database } from '../persistence/database.js';
import { DueJobs, schedule } from '../persistence/due-jobs.js';
import { isDuplicate } from '../persistence/sql-errors.js';
import { FORGET_MS } from './login-attempts.service.js';

const KIND = 'sign-in.cleanup';
const EVERY_MS = 60 * 60_000;

@Injectable()
export class SignInCleanup {
  constructor(
    private readonly database: Database,
    jobs: DueJobs,
  ) {
    jobs.handle(KIND, () => this.sweep());
  }

  /** Makes sure that a sweep is due some time; cheap to call again. */
  async onApplicationBootstrap(): Promise<void> {
    const [job] = await this.database.rows('SELECT id FROM due_job WHERE kind = ?', [KIND]);
    if (job) return;
    await this.database
      .transaction((manager) => this.scheduleIn(manager))
      .catch((error: unknown) => {
        // Another node that starts at this moment was faster.
        if (!isDuplicate(error)) throw error;
      });
  }

  async sweep(): Promise<void> {
    const now = this.database.clock.now();
    await this.database.transaction(async (manager) => {
      await manager.query('DELETE FROM login_attempt WHERE last_at < ? AND locked_until < ?', [now - FORGET_MS, now]);
      await manager.query('DELETE FROM refresh_token WHERE expires_at < ?', [now]);
      await manager.query('DELETE FROM password_reset WHERE expires_at < ?', [now]);
      await manager.query(
        'DELETE FROM refresh_family WHERE NOT EXISTS (SELECT 1 FROM refresh_token t WHERE t.family_id = refresh_family.id)',
      );
      await this.scheduleIn(manager);
    });
  }

  private scheduleIn(manager: Database['read']): Promise<void> {
    const dueAt = this.database.clock.now() + EVERY_MS;
    return schedule(manager, { kind: KIND, subject: 'all', payload: {}, dueAt });
  }
}
