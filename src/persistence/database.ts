// The database as the rest of the house sees it: reads, transactions that are safe on both dialects, and its clock.

import type { Socket } from 'node:net';

import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

import { Clock } from '../common/clock.js';
import { Mutex } from '../common/mutex.js';
import type { Dialect } from './columns.js';
import type { Sources } from './data-source.js';
import { isLostRace } from './sql-errors.js';
import { begin, rollBack } from './transaction.js';

const RACE_TRIES = 6;

/** One database. Never open a transaction inside a transaction, and do only SQL inside one. */
export class Database {
  readonly dialect: Dialect;
  private readonly writer: DataSource;
  private readonly reader: DataSource;
  /** SQLite has one connection for writes: without this lock concurrent transactions would nest in one another. */
  private readonly writes = new Mutex();
  private life = '';
  private watching: NodeJS.Timeout | null = null;
  private answered = false;

  constructor(
    sources: Sources,
    readonly clock: Clock,
  ) {
    this.dialect = sources.dialect;
    this.writer = sources.writer;
    this.reader = sources.reader;
  }

  /** Id of this life of the database; a restore gives a new one. */
  get logId(): string {
    return this.life;
  }

  /** For reads. On SQLite it cannot write. */
  get read(): EntityManager {
    return this.reader.manager;
  }

  /** Rows of a plain query, by the reading connection. `?` marks parameters on both dialects. */
  async rows<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.reader.query<T[]>(sql, parameters);
  }

  /** Runs `task` in one transaction and commits it. Deadlocks and busy locks are tried again from the start, so `task` must be repeatable. */
  async transaction<T>(task: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.exclusively(() => this.once(task));
      } catch (error) {
        if (!isLostRace(error) || attempt >= RACE_TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, attempt * 10 * (1 + Math.random())));
      }
    }
  }

  /** Holds the writing connection: at once on MySQL (a pool), one after another on SQLite. */
  exclusively<T>(task: () => Promise<T>): Promise<T> {
    return this.dialect === 'sqlite' ? this.writes.run(task) : task();
  }

  /** A connection of one's own for a lane of the log; release it. */
  createRunner(): QueryRunner {
    return this.writer.createQueryRunner();
  }

  /** Asks the database for its time and learns it. Also the probe of readiness: throws when the database is away. */
  async correctClock(): Promise<void> {
    const asked = Date.now();
    const sql =
      this.dialect === 'sqlite'
        ? "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS ms"
        : 'SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED) AS ms';
    const [row] = await this.rows<{ ms: string | number }>(sql);
    if (row) this.clock.correct(Number(row.ms), asked, Date.now());
  }

  /** Connects, and learns the clock. */
  async open(): Promise<void> {
    if (!this.writer.isInitialized) await this.writer.initialize();
    if (!this.reader.isInitialized) await this.reader.initialize();
    if (this.dialect === 'mysql') await this.prepareConnections();
    await this.correctClock();
    this.answered = true;
  }

  /** Whether it answered the last time it was asked (every 5 s once watched). */
  get healthy(): boolean {
    return this.answered && this.clock.known;
  }

  /** Corrects the clock every 5 s, which also tells whether the database is there. */
  watch(intervalMs = 5_000): void {
    this.watching ??= setInterval(() => {
      this.correctClock().then(
        () => (this.answered = true),
        () => (this.answered = false),
      );
    }, intervalMs);
    this.watching.unref();
  }

  /** Reads the id of this life of the log; to be called once the schema stands. */
  async learnLife(): Promise<void> {
    const [row] = await this.rows<{ value: string }>("SELECT value FROM fact WHERE name = 'log'");
    this.life = row?.value ?? '';
  }

  async close(): Promise<void> {
    if (this.watching) clearInterval(this.watching);
    if (this.reader !== this.writer && this.reader.isInitialized) await this.reader.destroy();
    if (this.writer.isInitialized) await this.writer.destroy();
  }

  /** The writing data source, for migrations and the drift test. */
  get source(): DataSource {
    return this.writer;
  }

  private async once<T>(task: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.writer.createQueryRunner();
    try {
      await begin(runner);
      const result = await task(runner.manager);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await rollBack(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** Sets up each connection that the pool makes, and the one that it made already. */
  private async prepareConnections(): Promise<void> {
    const pool = (this.writer.driver as unknown as { pool: MysqlPool }).pool;
    pool.on('connection', (connection) => {
      breakSilence(connection);
      for (const statement of SESSION) connection.query(statement, () => undefined);
    });
    const runner = this.createRunner();
    breakSilence((await runner.connect()) as MysqlConnection);
    for (const statement of SESSION) await runner.query(statement).catch(() => undefined);
    await runner.release();
  }
}

/** Read-committed: nothing of ours needs gap locks. A frozen node's idle transaction is ended by MariaDB itself. */
const SESSION = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'",
  'SET SESSION innodb_lock_wait_timeout = 2',
  // Unknown to MySQL, where the callback swallows the error.
  'SET SESSION idle_write_transaction_timeout = 10',
];

/** What we touch of a connection of mysql2. */
interface MysqlConnection {
  query(sql: string, done: () => void): void;
  readonly stream: Socket;
  /** The statement that waits for its answer. */
  readonly _command?: unknown;
}

interface MysqlPool {
  on(event: 'connection', listener: (connection: MysqlConnection) => void): void;
}

/** A statement that hears nothing for this long fails, and its connection with it. */
const SILENT_MS = 3_500;

/** mysql2 waits for ever for a server that is frozen, or behind a network that swallows packets. */
function breakSilence(connection: MysqlConnection): void {
  const { stream } = connection;
  stream.setTimeout(SILENT_MS);
  stream.on('timeout', () => {
    const { bytesRead } = stream;
    // If this process was blocked, the answer may lie in the socket unread: one turn to read it.
    setImmediate(() =>
      setImmediate(() => {
        if (!connection._command || stream.bytesRead !== bytesRead) return;
        stream.destroy(Object.assign(new Error('The database is silent'), { code: 'ETIMEDOUT' }));
      }),
    );
  });
}

/** Lets the statements of this connection take as long as they need (migrations). */
export async function takeTime(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect()) as MysqlConnection;
  connection.stream.setTimeout(0);
}

/** Ends that. */
export async function hurryAgain(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect()) as MysqlConnection;
  connection.stream.setTimeout(SILENT_MS);
}
