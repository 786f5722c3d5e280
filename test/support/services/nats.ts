// A private NATS server (core, no JetStream) for tests, with or without credentials.

import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinary } from './binary.js';
import { exchange, LocalServer } from './local-server.js';
import { temporaryDirectory } from './process.js';

export interface NatsOptions {
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
}

/** `url` carries no credentials; hand those to the client separately. */
export type NatsServer = LocalServer & { readonly url: string };

export async function startNats(options: NatsOptions = {}): Promise<NatsServer> {
  const file = findBinary(['nats-server'], 'nats-server');
  const directory = await temporaryDirectory('nats');
  const configFile = join(directory, 'nats.conf');
  const serverName = randomUUID();
  const login = JSON.stringify({ user: options.user, pass: options.password, verbose: false });

  const server = await LocalServer.start(
    {
      directory,
      launch: async (port) => {
        await writeFile(configFile, configText(serverName, port, options), { mode: 0o600 });
        return { name: 'nats-server', file, args: ['-c', configFile] };
      },
      answers: async (port) => {
        const answer = await exchange(port, `CONNECT ${login}\r\nPING\r\n`, /PONG|-ERR.*\r\n/);
        return answer.includes(serverName) && answer.includes('PONG');
      },
    },
    options.port,
  );
  return Object.assign(server, { url: `nats://127.0.0.1:${String(server.port)}` });
}

function configText(serverName: string, port: number, { user, password }: NatsOptions): string {
  const lines = [`server_name: "${serverName}"`, 'host: "127.0.0.1"', `port: ${String(port)}`];
  if (user !== undefined || password !== undefined) {
    const credentials = [JSON.stringify(user ?? ''), JSON.stringify(password ?? '')];
    lines.push(`authorization { user: ${credentials.join(', password: ')} }`);
  }
  return `${lines.join('\n')}\n`;
}
