// The bench's command line: which measures, on which database, for how long; prints a table and, if asked, writes JSON.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { benchChat, benchRelay, type ChatFigures } from './chat-bench.js';
import { hostFacts } from './host.js';
import { benchIdle } from './idle-bench.js';
import { type BenchDatabase, LIFTED, MARIADB_ARGS } from './installation.js';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    db: { type: 'string', default: 'both' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '10000' },
    json: { type: 'string' },
  },
});
const seconds = Math.min(60, Math.max(1, Number(values.seconds)));
const connections = Math.min(20_000, Math.max(100, Number(values.connections)));
const databases: BenchDatabase[] =
  values.db === 'both' ? ['sqlite', 'mysql'] : [values.db === 'mysql' ? 'mysql' : 'sqlite'];
const wanted = positionals.length > 0 ? positionals : ['chat', 'idle'];
const out = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const ms = (value: number): string => `${value.toFixed(1)} ms`;

const host = hostFacts();
out(
  `Host: ${host.cpu}, ${String(host.cores)} cores, ${String(host.memoryGiB)} GiB, Node ${host.node}, commit ${host.commit}`,
);
if (databases.includes('mysql')) out(`MariaDB: durable commits, ${MARIADB_ARGS.join(' ')}`);
out(`Clients and server share this machine. Limits lifted: ${Object.keys(LIFTED).join(', ')}`);
const result: Record<string, unknown> = { host };

if (wanted.includes('chat')) {
  out(`\nchat: 200 pairs, two sends outstanding each, 120-byte texts, ${String(seconds)} s`);
  const relay = await benchRelay(seconds);
  print(relay, relay);
  const figures = [relay];
  for (const database of databases) {
    const measured = await benchChat(database, seconds);
    print(measured, relay);
    figures.push(measured);
  }
  result['chat'] = figures;
}
if (wanted.includes('idle')) {
  out(`\nidle: ${String(connections)} authenticated connections`);
  const idle = await benchIdle(connections, (done) => {
    if (done % 2_000 === 0) out(`  ${String(done)} connected`);
  });
  out(`  ${(idle.bytesPerConnection / 1024).toFixed(1)} KiB of resident memory a connection`);
  result['idle'] = idle;
}
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(result, null, 2));

function print(figures: ChatFigures, relay: ChatFigures): void {
  const { database, perSecond, ackP50Ms, ackP99Ms, offered } = figures;
  const ratio = (perSecond / relay.perSecond).toFixed(2);
  out(
    `  ${database.padEnd(7)} ${String(perSecond).padStart(7)} messages/s (${ratio} of the relay), ack p50 ${ms(ackP50Ms)}, p99 ${ms(ackP99Ms)}`,
  );
  if (offered)
    out(
      `          at ${String(offered.perSecond)}/s offered: ack p50 ${ms(offered.ackP50Ms)}, p99 ${ms(offered.ackP99Ms)}`,
    );
}
