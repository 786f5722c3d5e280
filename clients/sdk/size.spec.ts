// The SDK must stay small: a widget carries it onto other people's pages.

import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, it } from 'vitest';

const MAX_BYTES = 12 * 1024;

it('is at most 12 KB, bundled, minified and gzipped, and carries no golden example', { timeout: 60_000 }, async () => {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: true,
      modulePreload: false,
      rolldownOptions: {
        input: fileURLToPath(new URL('./index.ts', import.meta.url)),
        preserveEntrySignatures: 'strict',
        output: { format: 'es' },
      },
    },
  });
  if (!('output' in result)) throw new Error('the build gave no output');
  const chunks = result.output.filter((part) => part.type === 'chunk');
  const code = chunks.map((chunk) => chunk.code).join('');
  expect(chunks.flatMap((chunk) => chunk.exports)).toContain('createClient');
  expect(chunks.flatMap((chunk) => chunk.imports)).toEqual([]);
  expect(code).not.toContain('header.payload.signature');
  expect(gzipSync(code).length).toBeLessThanOrEqual(MAX_BYTES);
});
