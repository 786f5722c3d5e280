// The versions of Node that the doctor takes are those of package.json.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { checkNode, SUPPORTED_NODE } from './node-version.js';

describe('the check of Node', () => {
  it('asks for what package.json asks for', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
    expect(SUPPORTED_NODE).toBe(manifest.engines.node);
  });

  it.each(['20.19.0', '20.20.2', '22.13.1', '24.11.0', '25.0.0'])('takes %s', (version) => {
    expect(checkNode(version).ok).toBe(true);
  });

  it.each(['18.20.0', '20.18.3', '21.7.0', '22.12.9', '23.11.0', '24.10.9'])(
    'refuses %s and says what fits',
    (version) => {
      const finding = checkNode(version);
      expect(finding.ok).toBe(false);
      expect(finding.remedy).toContain(SUPPORTED_NODE);
    },
  );
});
