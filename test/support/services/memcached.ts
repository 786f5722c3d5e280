// A private memcached for tests. A restart empties it, as in production.

import { findBinary, runsAsRoot } from './binary.js';
import { exchange, LocalServer } from './local-server.js';

export interface MemcachedOptions {
  readonly memoryMb?: number;
  readonly port?: number;
}

export type MemcachedServer = LocalServer;

export async function startMemcached(options: MemcachedOptions = {}): Promise<MemcachedServer> {
  const file = findBinary(['memcached'], 'memcached');
  const memory = String(options.memoryMb ?? 64);
  const user = runsAsRoot ? ['-u', 'root'] : [];
  return LocalServer.start(
    {
      launch: (port) => ({
        name: 'memcached',
        file,
        args: ['-l', '127.0.0.1', '-p', String(port), '-U', '0', '-m', memory, '-t', '2', ...user],
      }),
      answers: async (port, pid) => {
        const statistics = await exchange(port, 'stats\r\n', /END\r\n/);
        return statistics.includes(`STAT pid ${String(pid)}\r\n`);
      },
    },
    options.port,
  );
}
