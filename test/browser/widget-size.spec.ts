// What a shop's page pays: gzip sizes of the built widget, and no word of a token in an address.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const PUBLIC = join(import.meta.dirname, '../../dist/public');
const KIB = 1024;

it('the loader is one classic script of at most 6 KB gzip', async () => {
  const script = await readFile(join(PUBLIC, 'widget.js'));
  expect(gzipSync(script).length).toBeLessThanOrEqual(6 * KIB);
  expect(script.toString()).not.toMatch(/^\s*(import|export)\s/m);
});

it('the whole frame app is at most 60 KB gzip', async () => {
  const assets = await readdir(join(PUBLIC, 'widget/assets'));
  const files = ['frame.html', ...assets.map((name) => `assets/${name}`)];
  const sizes = await Promise.all(
    files.map(async (name) => gzipSync(await readFile(join(PUBLIC, 'widget', name))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60 * KIB);
});

it('the frame holds no inline script or style', async () => {
  const html = await readFile(join(PUBLIC, 'widget/frame.html'), 'utf8');
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/i);
});
