// Things that happen at a time (the end of a snooze, for instance): one table, each job claimed by one node and run once.

import type { EntityManager } from 'typeorm';

import { newId } from '../common/ids.js';
import type { Database } from './database.js';
import { DueJob } from './entities/index.js';

/** Runs jobs of one kind. May run again after a crash, so it must be repeatable. */
export type JobHandler = (job: DueJob) => Promise<void>;

const CLAIM_MS = 30_000;
const LOOK_MS = 1_000;
const AT_ONCE = 50;

/** Writes, moves or removes the job of a (kind, subject) inside the caller's transaction. */
export async function schedule(
  manager: EntityManager,
  job: Pick<DueJob, 'kind' | 'subject' | 'payload' | 'dueAt'>,
): Promise<void> {
  await manager.getRepository(DueJob).delete({ kind: job.kind, subject: job.subject });
  await manager.query(
    'INSERT INTO due_job (id, kind, subject, payload, due_at, claimed_until, attempts, created_at) VALUES (?, ?, ?, ?, ?, 0, 0, ?)',
    [newId(), job.kind, job.subject, JSON.stringify(job.payload), job.dueAt, Date.now()],
  );
}

/** Removes the job of a (kind, subject), if there is one. */
export async function unschedule(manager: EntityManager, kind: string, subject: string): Promise<void> {
  await manager.getRepository(DueJob).delete({ kind, subject });
}

/** Looks for due jobs every second while it runs. */
export class DueJobs {
  private readonly handlers = new Map<string, JobHandler>();
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> = Promise.resolve();
  /** One look at a time, however long the database takes. */
  private looking = false;

  constructor(
    private readonly database: Database,
    private readonly onError: (kind: string, error: unknown) => void,
  ) {}

  handle(kind: string, handler: JobHandler): void {
    this.handlers.set(kind, handler);
  }

  start(): void {
    this.timer ??= setInterval(() => {
      if (this.looking) return;
      this.looking = true;
      this.round = this.look().finally(() => (this.looking = false));
    }, LOOK_MS);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    await this.round;
  }

  /** Claims and runs what is due now. */
  async look(): Promise<void> {
    try {
      for (const job of await this.claim()) await this.run(job);
    } catch (error) {
      this.onError('claim', error);
    }
  }

  private async claim(): Promise<DueJob[]> {
    const now = this.database.clock.now();
    const [due] = await this.database.rows('SELECT id FROM due_job WHERE due_at <= ? AND claimed_until < ? LIMIT 1', [
      now,
      now,
    ]);
    if (!due) return [];
    return this.database.transaction(async (manager) => {
      const lock = this.database.dialect === 'mysql' ? ' FOR UPDATE SKIP LOCKED' : '';
      const sql = `SELECT id FROM due_job WHERE due_at <= ? AND claimed_until < ? ORDER BY due_at LIMIT ${AT_ONCE}${lock}`;
      const rows = await manager.query<{ id: string }[]>(sql, [now, now]);
      const jobs: DueJob[] = [];
      for (const { id } of rows) {
        await manager.query('UPDATE due_job SET claimed_until = ?, attempts = attempts + 1 WHERE id = ?', [
          now + CLAIM_MS,
          id,
        ]);
        const job = await manager.getRepository(DueJob).findOneBy({ id });
        if (job) jobs.push(job);
      }
      return jobs;
    });
  }

  /** Runs one; a failed job stays claimed for 30 s and is tried again then. */
  private async run(job: DueJob): Promise<void> {
    const handler = this.handlers.get(job.kind);
    if (!handler) return;
    try {
      await handler(job);
      await this.database.transaction(async (manager) => {
        await manager.getRepository(DueJob).delete({ id: job.id });
      });
    } catch (error) {
      this.onError(job.kind, error);
    }
  }
}
