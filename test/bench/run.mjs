// `npm run bench [-- chat | idle] [--db sqlite|mysql|both] [--seconds N] [--json FILE]`: bundles the bench and runs it.

import { join } from 'node:path';

import { build } from 'vite';

const root = process.cwd();
await build({
  configFile: false,
  logLevel: 'error',
  root,
  build: {
    ssr: true,
    outDir: join(root, 'dist/bench'),
    emptyOutDir: true,
    rollupOptions: { input: { bench: join(root, 'test/bench/bench.ts'), relay: join(root, 'test/bench/relay.ts') } },
  },
});
await import(join(root, 'dist/bench/bench.js'));
