// Two builds of one command: the loader as one classic script of a fixed name, and the frame with its hashed assets.
// The server serves them as /widget.js, /widget/frame and /widget/assets/*.
import { join } from 'node:path';
import { defineConfig } from 'vite';

const PUBLIC = join(import.meta.dirname, '../../dist/public');
const target = ['es2022', 'safari16'];

export default defineConfig({
  root: import.meta.dirname,
  base: '/widget/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  builder: {},
  environments: {
    client: {
      build: {
        outDir: join(PUBLIC, 'widget'),
        emptyOutDir: true,
        target,
        modulePreload: false,
        // A picture inside the style sheet would need `img-src data:`.
        assetsInlineLimit: 0,
        rolldownOptions: { input: join(import.meta.dirname, 'frame.html') },
      },
    },
    loader: {
      consumer: 'client',
      build: {
        outDir: PUBLIC,
        emptyOutDir: false,
        target,
        modulePreload: false,
        rolldownOptions: {
          input: join(import.meta.dirname, 'src/loader/main.ts'),
          output: { format: 'iife', entryFileNames: 'widget.js' },
        },
      },
    },
  },
});
