// Data source for the TypeORM command line (`npx typeorm schema:log -d dist/ormconfig.js` …): the same switch of dialect that
// the server uses. Migrations are run by `npm run cli -- migrate`, which also notices one that stopped half-way.
import 'reflect-metadata';

import { createSources } from './src/persistence/data-source.js';

export default createSources({ url: process.env['DATABASE_URL'] ?? 'sqlite:data/shopbell.db' }).writer;
