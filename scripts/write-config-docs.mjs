// Writes .env.example and docs/configuration.md from the environment class of the built server.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage, envExample } from '../dist/src/config/config-docs.js';
import { ROOT } from './build.mjs';

mkdirSync(join(ROOT, 'docs'), { recursive: true });
writeFileSync(join(ROOT, '.env.example'), envExample());
writeFileSync(join(ROOT, 'docs', 'configuration.md'), configurationPage());
