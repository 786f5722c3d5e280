// Builds only when there is no whole build or a source is newer than it. Silent when there is nothing to do.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build, ROOT, STAMP } from './build.mjs';

const SOURCES = [
  'src',
  'clients',
  'ormconfig.ts',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'package.json',
];

/** Newest change of a file or of anything below a folder; a folder's own time tells of removed files. */
function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return path.includes('.spec.') ? 0 : stats.mtimeMs;
  const below = readdirSync(path).map((name) => newest(join(path, name)));
  return Math.max(stats.mtimeMs, ...below);
}

const built = statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (built === 0 || SOURCES.some((source) => newest(join(ROOT, source)) > built)) {
  console.log('Building …');
  build();
}
