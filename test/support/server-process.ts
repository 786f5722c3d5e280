// The built server as a process of its own, so that tests can end it as hard as they like.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { freeLoopbackPort, removeDirectory, temporaryDirectory } from './services/process.js';

/** What a test may set of the server's environment; `NODE_FLAGS` are flags of Node itself. */
export type ServerEnv = Readonly<Record<string, string>>;

const START_MS = 30_000;
const KEPT_OUTPUT = 20_000;

/** One server process on a loopback port of its own. */
export class ServerProcess {
  private child: ChildProcess | null = null;
  private text = '';

  private constructor(
    readonly port: number,
    readonly dataDir: string,
    private readonly env: ServerEnv,
    private readonly entry: string,
  ) {}

  /** Starts it and waits until it answers. Data lies in a folder of its own that `stop` removes. */
  static async start(env: ServerEnv = {}, entry = 'dist/src/main.js'): Promise<ServerProcess> {
    const server = new ServerProcess(await freeLoopbackPort(), await temporaryDirectory('server'), env, entry);
    await server.run();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  get socketUrl(): string {
    return `ws://127.0.0.1:${String(this.port)}/ws`;
  }

  /** Process id while it runs. */
  get pid(): number {
    return this.child?.pid ?? -1;
  }

  /** The last of what it printed. */
  get output(): string {
    return this.text;
  }

  async run(): Promise<void> {
    const flags = this.env['NODE_FLAGS']?.split(' ') ?? [];
    const child = spawn(process.execPath, [...flags, join(process.cwd(), this.entry)], {
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_ENV: 'test',
        HOST: '127.0.0.1',
        PUBLIC_URL: this.url,
        LOG_LEVEL: 'warn',
        OPS_PORT: '0',
        DATA_DIR: this.dataDir,
        ...this.env,
        PORT: String(this.port),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const keep = (chunk: Buffer): void => {
      this.text = (this.text + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const deadline = Date.now() + START_MS;
    while (!(await this.answers())) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The server did not start:\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async kill9(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Asks it to end in order; resolves with its exit code. */
  async terminate(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  async stop(): Promise<void> {
    if (this.child?.exitCode === null) await this.end('SIGKILL');
    await removeDirectory(this.dataDir);
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }

  private async answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/live`, { signal: AbortSignal.timeout(500) })).ok;
    } catch {
      return false;
    }
  }
}
