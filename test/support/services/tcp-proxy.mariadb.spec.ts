// The fault proxy cuts a connection exactly at a COMMIT: the two outcomes that a client cannot tell
// apart.

import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { describe, expect, it, vi } from 'vitest';
import { startMariadb } from './mariadb.js';
import { startProxy, type Direction } from './tcp-proxy.js';

vi.setConfig({ testTimeout: 60_000 });

describe('the fault proxy before a database', () => {
  it.each<[string, Direction, number]>([
    ['loses a COMMIT that is cut on its way', 'toServer', 0],
    ['keeps a COMMIT whose answer is cut', 'toClient', 1],
  ])('%s', async (_name, cutAt, kept) => {
    const server = await startMariadb();
    const proxy = await startProxy({ target: server });
    const url = await server.createDatabase();
    const direct = await createConnection(url);
    await direct.query('CREATE TABLE message (id int PRIMARY KEY)');

    const proxied = await createConnection(throughPort(url, proxy.port));
    proxied.on('error', () => undefined);
    await proxied.query('BEGIN');
    await proxied.query('INSERT INTO message VALUES (1)');
    let isCommitSeen = false;
    proxy.onChunk((direction, chunk) => {
      isCommitSeen ||= direction === 'toServer' && chunk.includes('COMMIT');
      return isCommitSeen && direction === cutAt ? 'reset' : 'pass';
    });
    await expect(proxied.query('COMMIT')).rejects.toThrow(/ECONNRESET|closed|lost/i);

    const [found] = await direct.query<RowDataPacket[]>('SELECT id FROM message');
    expect(found).toHaveLength(kept);
    direct.destroy();
    await proxy.close();
    await server.stop();
  });
});

function throughPort(url: string, port: number): string {
  return Object.assign(new URL(url), { port: String(port) }).href;
}
