// Whether this Node can run the server: the lines that `engines` of package.json names.

import { type Finding, ill, well } from './finding.js';

/** The same as `engines.node` of package.json (a spec compares them). */
export const SUPPORTED_NODE = '^20.19.0 || ^22.13.0 || >=24.11.0';

export function checkNode(version = process.versions.node): Finding {
  if (SUPPORTED_NODE.split('||').some((range) => fits(version, range.trim()))) return well('node', version);
  return ill('node', version, `Install a Node that fits ${SUPPORTED_NODE}.`);
}

/** `^a.b.c`: this major from there on; `>=a.b.c`: everything from there on. */
function fits(version: string, range: string): boolean {
  const wanted = numbers(range);
  const present = numbers(version);
  if (range.startsWith('^') && present[0] !== wanted[0]) return false;
  for (const [index, least] of wanted.entries()) {
    const have = present[index] ?? 0;
    if (have !== least) return have > least;
  }
  return true;
}

function numbers(text: string): number[] {
  return text.replace(/^\D+/, '').split('.').map(Number);
}
