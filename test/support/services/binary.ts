// Finds the programs behind the test servers, and says which package has one that is missing.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export const runsAsRoot = process.getuid?.() === 0;

/** The first of these programs that exists; Debian keeps servers in /usr/sbin, often not in PATH. */
export function findBinary(names: readonly string[], debianPackage: string): string {
  const path = (process.env.PATH ?? '').split(delimiter);
  const folders = [...path, '/usr/bin', '/usr/local/sbin', '/usr/sbin'];
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (found !== undefined) return found;
  }
  throw new Error(`${names.join(' or ')} is missing: apt-get install ${debianPackage}`);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
