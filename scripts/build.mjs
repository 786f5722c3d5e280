// Builds the server by Nest's compiler and each client that has a Vite configuration into dist/. The stamp bears the
// moment at which a whole build began; build-if-needed.mjs compares sources with it.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const ROOT = dirname(import.meta.dirname);
export const STAMP = join(ROOT, 'dist', '.built');

const CLIENTS = ['widget', 'console'];

/** Runs the command of an installed package; ends this process when it fails. */
function run(packageName, command, ...args) {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = join(folder, typeof bin === 'string' ? bin : bin[command]);
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

export function build() {
  const begun = new Date();
  rmSync(STAMP, { force: true });
  run('@nestjs/cli', 'nest', 'build');
  for (const client of CLIENTS) {
    const config = join('clients', client, 'vite.config.ts');
    if (existsSync(join(ROOT, config))) run('vite', 'vite', 'build', '--logLevel', 'error', '--config', config);
  }
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, '');
  utimesSync(STAMP, begun, begun);
}

if (process.argv[1] === import.meta.filename) build();
