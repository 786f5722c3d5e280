// Due jobs: each is run once by whichever node finds it, later again after a crash or a failure, and moved or removed at will.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Database } from '../../../src/persistence/database.js';
import { DueJobs, schedule, unschedule } from '../../../src/persistence/due-jobs.js';
import type { DueJob } from '../../../src/persistence/entities/index.js';
import { type DatabaseHost, DIALECTS, startDatabaseHost } from '../../support/databases.js';

const KIND = 'test';

/** A node: its own runner of jobs, what it ran and what went wrong. */
interface Node {
  jobs: DueJobs;
  ran: DueJob[];
  errors: [string, unknown][];
}

describe.each(DIALECTS)('due jobs on %s', (dialect) => {
  let host: DatabaseHost;
  let url: string;
  let database: Database;
  beforeAll(async () => {
    host = await startDatabaseHost(dialect);
    url = await host.url();
    database = await host.open(url);
  });
  afterAll(() => host.stop());
  afterEach(() => database.transaction((manager) => manager.query('DELETE FROM due_job')));

  /** Another node's own connections. SQLite is served by one process, so there a second runner shares them. */
  const elsewhere = async (): Promise<Database> => (dialect === 'mysql' ? host.open(url) : database);

  const nodeOn = (on: Database, handler: (job: DueJob) => Promise<void> = () => Promise.resolve()): Node => {
    const node: Node = { ran: [], errors: [], jobs: new DueJobs(on, (...error) => node.errors.push(error)) };
    node.jobs.handle(KIND, async (job) => {
      node.ran.push(job);
      await handler(job);
    });
    return node;
  };
  const plan = (subject: string, dueAt: number, payload: Record<string, unknown> = {}): Promise<void> =>
    database.transaction((manager) => schedule(manager, { kind: KIND, subject, payload, dueAt }));
  const now = (): number => database.clock.now();
  const rows = (): Promise<{ subject: string; attempts: number; due_at: number | string }[]> =>
    database.rows('SELECT subject, attempts, due_at FROM due_job ORDER BY subject');
  /** The time of a claim has passed: its node died. */
  const expireClaims = (): Promise<unknown> =>
    database.transaction((manager) => manager.query('UPDATE due_job SET claimed_until = 1'));

  it('are left alone before their time, and are gone once they were run', async () => {
    const node = nodeOn(database);
    await plan('later', now() + 60_000);
    await plan('now', now() - 1_000, { text: '客服 😀', count: 2 });
    await node.jobs.look();
    expect(node.ran).toMatchObject([
      { subject: 'now', kind: KIND, payload: { text: '客服 😀', count: 2 }, attempts: 1 },
    ]);
    expect(await rows()).toMatchObject([{ subject: 'later', attempts: 0 }]);
    await node.jobs.look();
    expect([node.ran.length, node.errors]).toEqual([1, []]);
  });

  it('are each run once by two nodes that look at the same time', async () => {
    const subjects = Array.from({ length: 60 }, (_, index) => `job ${String(index).padStart(2, '0')}`);
    for (const subject of subjects) await plan(subject, now() - 1_000);
    const nodes = [nodeOn(database), nodeOn(await elsewhere())];
    for (let round = 0; round < 4; round++) await Promise.all(nodes.map(({ jobs }) => jobs.look()));
    expect(nodes.flatMap(({ ran }) => ran.map((job) => job.subject)).sort()).toEqual(subjects);
    expect([await rows(), nodes.flatMap(({ errors }) => errors)]).toEqual([[], []]);
  });

  it('are run the earliest first', async () => {
    const node = nodeOn(database);
    for (const [subject, ago] of Object.entries({ b: 2_000, c: 1_000, a: 3_000 })) await plan(subject, now() - ago);
    await node.jobs.look();
    expect(node.ran.map((job) => job.subject)).toEqual(['a', 'b', 'c']);
  });

  it('are run by another node after the crash of the one that had claimed them, and not earlier', async () => {
    const dying = nodeOn(database, () => new Promise(() => undefined));
    const living = nodeOn(await elsewhere());
    await plan('orphan', now() - 1_000);
    void dying.jobs.look();
    await expect.poll(() => dying.ran.length).toBe(1);
    await living.jobs.look();
    expect(living.ran).toEqual([]);
    await expireClaims();
    await living.jobs.look();
    expect(living.ran).toMatchObject([{ subject: 'orphan', attempts: 2 }]);
    expect(await rows()).toEqual([]);
  });

  it('are tried again after a failure, which is told once for each try and stops nothing else', async () => {
    const node = nodeOn(database, (job) =>
      job.subject === 'bad' && job.attempts < 3 ? Promise.reject(new Error('not today')) : Promise.resolve(),
    );
    await plan('bad', now() - 2_000);
    await plan('good', now() - 1_000);
    await node.jobs.look();
    expect(node.ran.map((job) => job.subject)).toEqual(['bad', 'good']);
    expect(node.errors).toEqual([[KIND, new Error('not today')]]);
    await node.jobs.look();
    expect(node.ran).toHaveLength(2);
    for (const failures of [2, 2]) {
      await expireClaims();
      await node.jobs.look();
      expect(node.errors).toHaveLength(failures);
    }
    expect(node.ran.map((job) => job.attempts)).toEqual([1, 1, 2, 3]);
    expect(await rows()).toEqual([]);
  });

  it('keep for a minute at most what a failed handler holds claimed', async () => {
    const node = nodeOn(database, () => Promise.reject(new Error('not today')));
    await plan('bad', now() - 1_000);
    await node.jobs.look();
    const [claim] = await database.rows<{ until: number | string }>('SELECT claimed_until AS until FROM due_job');
    expect(Number(claim?.until)).toBeGreaterThan(now() + 10_000);
    expect(Number(claim?.until)).toBeLessThan(now() + 60_000);
  });

  it('are one for each kind and subject: a later plan replaces the earlier one', async () => {
    await plan('moved', now() - 1_000, { turn: 1 });
    await plan('moved', now() + 60_000, { turn: 2 });
    const node = nodeOn(database);
    await node.jobs.look();
    expect(node.ran).toEqual([]);
    await plan('moved', now() - 1_000, { turn: 3 });
    await node.jobs.look();
    expect(node.ran.map((job) => job.payload)).toEqual([{ turn: 3 }]);
  });

  it('stay planned when they are moved while they run', async () => {
    const node = nodeOn(database, () => plan('renewed', now() + 60_000));
    await plan('renewed', now() - 1_000);
    await node.jobs.look();
    expect(await rows()).toMatchObject([{ subject: 'renewed', attempts: 0 }]);
    expect(node.errors).toEqual([]);
  });

  it('are forgotten when they are taken off, alone', async () => {
    for (const subject of ['off', 'on']) await plan(subject, now() - 1_000);
    await database.transaction((manager) => unschedule(manager, KIND, 'off'));
    await database.transaction((manager) => unschedule(manager, 'another kind', 'on'));
    const node = nodeOn(database);
    await node.jobs.look();
    expect(node.ran.map((job) => job.subject)).toEqual(['on']);
  });

  it('are planned only if the transaction commits that plans them', async () => {
    const failing = database.transaction(async (manager) => {
      await schedule(manager, { kind: KIND, subject: 'never', payload: {}, dueAt: now() - 1_000 });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await rows()).toEqual([]);
  });

  it('are looked for every second once started, and never again once stopped', async () => {
    const node = nodeOn(database);
    node.jobs.start();
    node.jobs.start();
    await plan('ticking', now() + 200);
    await expect.poll(() => node.ran.length, { timeout: 3_000 }).toBe(1);
    await node.jobs.stop();
    await plan('too late', now() - 1_000);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(node.ran).toHaveLength(1);
  });

  it('of a kind that this node does not know stay for one that does', async () => {
    const knowing = nodeOn(database);
    const older = new DueJobs(database, () => undefined);
    await plan('new kind', now() - 1_000);
    await older.look();
    await expireClaims();
    await knowing.jobs.look();
    expect(knowing.ran).toHaveLength(1);
  });

  it('tell of a database that fails, and go on when it is back', async () => {
    const failing = await host.open(url);
    const node = nodeOn(failing);
    await failing.close();
    await node.jobs.look();
    expect(node.errors).toMatchObject([['claim', expect.anything()]]);
    await failing.open();
    await plan('after', now() - 1_000);
    await node.jobs.look();
    expect(node.ran).toHaveLength(1);
  });
});
