// Runs before the tests: makes sure that the servers they start are on this machine. Silent when all
// are there; installs what is missing where apt and root are at hand, else names the packages.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

const PACKAGES = [
  'mariadb-server',
  'memcached',
  'nats-server',
  'nginx',
  'chromium',
  // Pictures of pages show boxes instead of Chinese and emoji without these.
  'fonts-noto-cjk',
  'fonts-noto-color-emoji',
];
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const APT_TIMEOUT_MS = 15 * 60_000;

let missing = missingPackages();
if (missing.length > 0) {
  const apt = findBinary('apt-get');
  const isRoot = process.getuid?.() === 0;
  if (isRoot && apt !== undefined) {
    console.log(`Installing servers for the tests, missing: ${missing.join(', ')}`);
    withoutServiceStart(() => install(apt));
    missing = missingPackages();
  }
  if (missing.length > 0) {
    console.error(`The tests need servers; run: apt-get install ${missing.join(' ')}`);
    process.exitCode = 1;
  }
}

function missingPackages() {
  return Object.entries({
    'mariadb-server': hasDatabase(),
    memcached: findBinary('memcached'),
    'nats-server': findBinary('nats-server'),
    nginx: findBinary('nginx'),
    chromium: findBinary('chromium', 'chromium-browser', 'google-chrome'),
  })
    .filter(([, found]) => !found)
    .map(([name]) => name);
}

/** MySQL initialises its data itself, MariaDB has a second program for that. */
function hasDatabase() {
  const server = findBinary('mariadbd', 'mysqld');
  if (server === undefined) return false;
  const isMariadb = basename(realpathSync(server)).startsWith('mariadb');
  return !isMariadb || findBinary('mariadb-install-db') !== undefined;
}

/** Debian keeps servers in /usr/sbin, which is often not in PATH. */
function findBinary(...names) {
  const path = (process.env.PATH ?? '').split(delimiter);
  const folders = [...path, '/usr/bin', '/usr/local/sbin', '/usr/sbin'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install(apt) {
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...PACKAGES]]) {
    const { status } = spawnSync(apt, ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: APT_TIMEOUT_MS,
    });
    if (status !== 0) return;
  }
}

/** Tests start private servers; the packages must not start theirs beside them. */
function withoutServiceStart(work) {
  // With a listener an interrupt ends apt but not us, so the policy file does not stay behind.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  let isOurs = true;
  try {
    writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { flag: 'wx', mode: 0o755 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    isOurs = false; // The machine has a policy of its own, which stays.
  }
  try {
    work();
  } finally {
    if (isOurs) rmSync(POLICY_FILE, { force: true });
  }
}
