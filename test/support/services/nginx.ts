// A private nginx for tests: the caller writes what stands inside `http { }`, the frame around it
// keeps every file of the server in a directory of its own and its log in the captured output.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinary, runsAsRoot } from './binary.js';
import { exchange, LocalServer } from './local-server.js';
import { temporaryDirectory } from './process.js';

export interface NginxOptions {
  /** The content of `http { }`; it must listen on 127.0.0.1 and the port given. */
  readonly configText: (port: number) => string;
  readonly port?: number;
}

export type NginxServer = LocalServer & { readonly url: string };

const TEMPORARY_PATHS = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export async function startNginx(options: NginxOptions): Promise<NginxServer> {
  const file = findBinary(['nginx'], 'nginx');
  const directory = await temporaryDirectory('nginx');
  const configFile = join(directory, 'nginx.conf');
  const pidFile = join(directory, 'nginx.pid');
  await mkdir(join(directory, 'temporary'));

  const server = await LocalServer.start(
    {
      directory,
      launch: async (port) => {
        await rm(pidFile, { force: true });
        await writeFile(configFile, frame(directory, pidFile, options.configText(port)));
        const args = ['-p', directory, '-c', configFile, '-e', 'stderr'];
        return { name: 'nginx', file, args, orphanSignal: 'TERM' };
      },
      answers: async (port, pid) => {
        // Written only after all ports are bound, so a stranger on our port is not taken for us.
        if ((await readFile(pidFile, 'utf8')).trim() !== String(pid)) return false;
        await exchange(port, 'GET / HTTP/1.0\r\n\r\n', /^HTTP\/1/);
        return true;
      },
    },
    options.port,
  );
  return Object.assign(server, { url: `http://127.0.0.1:${String(server.port)}` });
}

function frame(directory: string, pidFile: string, httpText: string): string {
  const paths = TEMPORARY_PATHS.map((name) => `${name}_temp_path ${join(directory, 'temporary', name)};`);
  return `daemon off;
${runsAsRoot ? 'user root;' : ''}
worker_processes 1;
pid ${pidFile};
error_log stderr notice;
events { worker_connections 4096; }
http {
access_log off;
${paths.join('\n')}
${httpText}
}
`;
}
