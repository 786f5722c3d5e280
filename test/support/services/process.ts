// Owns the operating system side of test servers: free ports, temporary directories and child
// processes. Whatever was started here ends with this process, and nothing else is ever signalled.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isExecutable } from './binary.js';

export interface Launch {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** What the kernel sends when this process is killed; TERM for a server with workers of its own. */
  readonly orphanSignal?: 'KILL' | 'TERM';
}

const OUTPUT_CHARS = 16_384;
const POLL_MS = 20;

const running = new Set<ServiceProcess>();
const directories = new Set<string>();
process.once('exit', cleanUp);
// How the test runner ends its workers; by itself it would skip the exit event.
process.once('SIGTERM', () => {
  cleanUp();
  if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
});

function cleanUp(): void {
  for (const service of running) service.signal('SIGKILL');
  for (const directory of directories) {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}

/** A loopback port that was free a moment ago; another process can still take it first. */
export async function freeLoopbackPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no loopback port');
  return address.port;
}

/** A private directory that goes away with this process, if not earlier. */
export async function temporaryDirectory(name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), `shopbell-${name}-`));
  directories.add(directory);
  return directory;
}

export async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  directories.delete(directory);
}

/** One child in a process group of its own, so that signals reach its workers too. */
export class ServiceProcess {
  readonly exited: Promise<void>;
  #output = '';
  #ending: string | undefined;

  private constructor(
    readonly name: string,
    readonly pid: number,
    child: ChildProcess,
  ) {
    running.add(this);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-OUTPUT_CHARS);
      });
    }
    child.once('exit', (code, signal) => {
      this.#ending = signal ?? `exit code ${String(code)}`;
      running.delete(this);
    });
    // 'close' comes after the last output, which the error message wants.
    this.exited = new Promise((resolve) => child.once('close', () => resolve()));
  }

  static async start(launch: Launch): Promise<ServiceProcess> {
    const [file, ...args] = [...orphanGuard(launch), launch.file, ...launch.args];
    const child = spawn(file ?? launch.file, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const spawned = once(child, 'spawn');
    const service = child.pid === undefined ? undefined : new ServiceProcess(launch.name, child.pid, child);
    await spawned;
    if (service === undefined) throw new Error(`${launch.name} got no process id`);
    return service;
  }

  /** The last 16 KB of what the server printed. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#ending === undefined;
  }

  /** Asks again and again until `answers` is true; fails early when the process ends. */
  async waitUntil(answers: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    let cause: unknown;
    while (performance.now() < deadline) {
      if (!this.isRunning) {
        await this.exited;
        throw this.#failure(`ended (${this.#ending ?? ''}) before it answered`, cause);
      }
      try {
        if (await answers()) return;
      } catch (error) {
        cause = error;
      }
      await Promise.race([delay(POLL_MS), this.exited]);
    }
    throw this.#failure(`did not answer within ${String(timeoutMs)} ms`, cause);
  }

  signal(name: NodeJS.Signals): void {
    if (!this.isRunning) return;
    try {
      process.kill(-this.pid, name);
    } catch (error) {
      // It ended a moment ago, its exit event is on the way.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }

  /** Stops every thread with SIGSTOP and returns when the kernel has really done so. */
  async freeze(): Promise<void> {
    this.signal('SIGSTOP');
    await this.waitUntil(() => isStopped(this.pid), 5_000);
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  async kill9(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  async stop(graceMs: number): Promise<void> {
    this.thaw();
    this.signal('SIGTERM');
    const impatience = setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(impatience);
  }

  #failure(what: string, cause: unknown): Error {
    return new Error(`${this.name} ${what}; it printed:\n${this.#output}`, { cause });
  }
}

/** Linux: the child dies with us even when we are killed and no exit handler runs. */
function orphanGuard(launch: Launch): string[] {
  const setpriv = '/usr/bin/setpriv';
  return isExecutable(setpriv) ? [setpriv, '--pdeathsig', launch.orphanSignal ?? 'KILL'] : [];
}

async function isStopped(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const workers = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  const states = [String(pid), ...workers.split(' ').filter(Boolean)].map(async (member) => {
    const tasks = `/proc/${member}/task`;
    const stats = (await readdir(tasks)).map((task) => readFile(join(tasks, task, 'stat'), 'utf8'));
    return (await Promise.all(stats)).every((stat) => /\) T [^)]*$/.test(stat));
  });
  return (await Promise.all(states)).every(Boolean);
}
