// Builds the agents' console into dist/public/console. No plugin: the compiler itself knows JSX and CSS.

import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: join(import.meta.dirname, '../../dist/public/console'),
    emptyOutDir: true,
    target: 'es2022',
    // Pictures stay files of their own, whatever the page's policy says of data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // Mantine marks each of its files for server rendering, which there is none of here.
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
});
