// Fresh data directories for test databases. Initialising one takes seconds on a slow disk, so it
// happens once for each user and server version; every test server starts from a copy.

import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, cp, lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary, runsAsRoot } from './binary.js';

const run = promisify(execFile);
const INITIALISE_TIMEOUT_MS = 120_000;

/** The same for the template and for every server, or InnoDB rebuilds its log at each start. */
export const REDO_LOG_OPTION = '--innodb-log-file-size=32M';

export const asRootOption: readonly string[] = runsAsRoot ? ['--user=root'] : [];

export function findServer(): string {
  return findBinary(['mariadbd', 'mysqld'], 'mariadb-server');
}

export async function copyFreshData(server: string, target: string): Promise<void> {
  const template = await templateDirectory(server);
  await cp(template, target, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

async function templateDirectory(server: string): Promise<string> {
  const { stdout } = await run(server, ['--no-defaults', '--version']);
  const version = /Ver (\S+)/.exec(stdout)?.[1] ?? 'unknown';
  const cache = await cacheDirectory();
  const template = join(cache, `mariadb-${version}`);
  if (await exists(template)) return template;

  const draft = await mkdtemp(join(cache, 'draft-'));
  try {
    await initialise(server, stdout.includes('MariaDB'), draft);
    await rename(draft, template);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process was faster: renaming onto its complete directory is refused.
    if (!(await exists(template))) throw error;
  }
  return template;
}

/** Only ever a directory of our own: others can create names in the temporary folder too. */
async function cacheDirectory(): Promise<string> {
  const { uid } = userInfo();
  const directory = join(tmpdir(), `shopbell-test-cache-${String(uid)}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await lstat(directory);
  if (!found.isDirectory() || found.uid !== uid) throw new Error(`${directory} is not ours`);
  return directory;
}

async function initialise(server: string, isMariadb: boolean, directory: string): Promise<void> {
  const common = ['--no-defaults', `--datadir=${directory}`, ...asRootOption, REDO_LOG_OPTION];
  const [file, args] = isMariadb
    ? [findBinary(['mariadb-install-db'], 'mariadb-server'), [...common, '--skip-test-db']]
    : [server, [...common, '--initialize-insecure']];
  await run(file, args, { timeout: INITIALISE_TIMEOUT_MS });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
