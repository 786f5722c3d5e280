// Owns the life of one private server on a loopback port: start, crash, restart on the same port,
// freeze, stop. The files beside it only say how their server is launched and asked.

import { connect } from 'node:net';
import { freeLoopbackPort, removeDirectory, ServiceProcess, type Launch } from './process.js';

export interface Recipe {
  launch(port: number): Launch | Promise<Launch>;
  /** True when the process `pid`, and no stranger on the same port, serves. Must be bounded. */
  answers(port: number, pid: number): Promise<boolean>;
  /** Removed at the stop. */
  readonly directory?: string;
}

const READY_TIMEOUT_MS = 60_000;
const GRACE_MS = 10_000;
const PORT_ATTEMPTS = 4;

export class LocalServer {
  readonly host = '127.0.0.1';
  #process: ServiceProcess;

  private constructor(
    readonly port: number,
    private readonly recipe: Recipe,
    process: ServiceProcess,
  ) {
    this.#process = process;
  }

  /** Without a port: a free one, and another one when somebody was faster. */
  static async start(recipe: Recipe, fixedPort?: number): Promise<LocalServer> {
    try {
      for (let attempt = 1; ; attempt++) {
        const port = fixedPort ?? (await freeLoopbackPort());
        try {
          return new LocalServer(port, recipe, await startProcess(recipe, port));
        } catch (error) {
          const isLast = fixedPort !== undefined || attempt === PORT_ATTEMPTS;
          if (isLast || !/address already in use/i.test(String(error))) throw error;
        }
      }
    } catch (error) {
      if (recipe.directory !== undefined) await removeDirectory(recipe.directory);
      throw error;
    }
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The last 16 KB that the server printed since its last start. */
  get output(): string {
    return this.#process.output;
  }

  /** The crash: SIGKILL, returns when the process is gone. */
  kill9(): Promise<void> {
    return this.#process.kill9();
  }

  /** Starts again on the same port with the same data; a server that still runs is stopped first. */
  async restart(): Promise<void> {
    await this.#process.stop(GRACE_MS);
    this.#process = await startProcess(this.recipe, this.port);
  }

  /** The hang: sockets stay open and nobody answers. */
  freeze(): Promise<void> {
    return this.#process.freeze();
  }

  thaw(): void {
    this.#process.thaw();
  }

  async stop(): Promise<void> {
    await this.#process.stop(GRACE_MS);
    if (this.recipe.directory !== undefined) await removeDirectory(this.recipe.directory);
  }
}

async function startProcess(recipe: Recipe, port: number): Promise<ServiceProcess> {
  const process = await ServiceProcess.start(await recipe.launch(port));
  try {
    await process.waitUntil(() => recipe.answers(port, process.pid), READY_TIMEOUT_MS);
    return process;
  } catch (error) {
    await process.kill9();
    throw error;
  }
}

/** Sends `request` to a loopback port and returns what came back up to the first match of `until`. */
export function exchange(port: number, request: string, until: RegExp, timeoutMs = 1_000): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (error?: Error): void => {
      socket.destroy();
      if (error === undefined) resolve(answer);
      else reject(error);
    };
    socket.setTimeout(timeoutMs, () => settle(new Error(`no answer in ${String(timeoutMs)} ms`)));
    socket.once('error', settle);
    socket.once('close', () => settle(new Error(`closed after "${answer}"`)));
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (until.test(answer)) settle();
    });
    if (request !== '') socket.write(request);
  });
}
