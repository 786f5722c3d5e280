// A server of its own for the bench, with shops, agents and shoppers. The limits that it lifts are printed.

import { ServerProcess } from '../support/server-process.js';
import { type MariadbServer, startMariadb } from '../support/services/mariadb.js';

/** Lifted for the bench: one machine plays hundreds of people from one address. */
export const LIFTED: Readonly<Record<string, string>> = {
  LIMIT_FRAMES_PER_SECOND: '0',
  LIMIT_UPGRADES_PER_SECOND: '0',
  LIMIT_VISITORS_PER_MINUTE: '0',
  LIMIT_LOGINS_PER_MINUTE: '0',
  LIMIT_HTTP_PER_MINUTE: '0',
};

export type BenchDatabase = 'sqlite' | 'mysql';

interface AgentAnswer {
  token: string;
  agent: { shops: { id: string }[] };
}

/** Room that an ordinary server has; every commit is still flushed (innodb_flush_log_at_trx_commit=1). */
export const MARIADB_ARGS = [
  '--innodb-buffer-pool-size=1G',
  '--innodb-log-file-size=512M',
  '--innodb-log-buffer-size=64M',
];

/** BENCH_PROFILE=<folder>: the server writes a CPU profile there at its end. */
const PROFILE_DIR = process.env['BENCH_PROFILE'];
const profiling = (): Record<string, string> =>
  PROFILE_DIR === undefined ? {} : { NODE_FLAGS: `--cpu-prof --cpu-prof-interval 500 --cpu-prof-dir=${PROFILE_DIR}` };

/** A shop with a token of its owner. */
export interface BenchShop {
  shopKey: string;
  token: string;
}

export class Installation {
  private constructor(
    readonly server: ServerProcess,
    private readonly mariadb: MariadbServer | null,
  ) {}

  static async start(database: BenchDatabase): Promise<Installation> {
    const mariadb = database === 'mysql' ? await startMariadb({ durable: true, args: MARIADB_ARGS }) : null;
    const server = await ServerProcess.start({
      ...(mariadb ? { DATABASE_URL: await mariadb.createDatabase() } : {}),
      ...LIFTED,
      TOKEN_SECRETS: 'a secret of the bench that is long enough to sign with',
      ALLOW_SIGNUP: 'true',
      ...profiling(),
    });
    return new Installation(server, mariadb);
  }

  async shop(number: number): Promise<BenchShop> {
    const email = `owner${String(number)}@example.com`;
    const password = 'a password of the bench';
    await this.post('/v1/auth/register', { email, password, name: 'Owner', shop: `Shop ${String(number)}` });
    const { token, agent } = await this.post<AgentAnswer>('/v1/auth/login', { email, password });
    const answer = await fetch(`${this.server.url}/v1/shops/${agent.shops[0]?.id ?? ''}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { shopKey: ((await answer.json()) as { shopKey: string }).shopKey, token };
  }

  async visitorToken(shopKey: string): Promise<string> {
    return (await this.post<{ token: string }>('/v1/visitors', { shopKey })).token;
  }

  async stop(): Promise<void> {
    if (PROFILE_DIR !== undefined) await this.server.terminate();
    await this.server.stop();
    await this.mariadb?.stop();
  }

  private async post<T>(path: string, body: unknown): Promise<T> {
    const answer = await fetch(`${this.server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
