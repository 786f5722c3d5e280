// The command line: `npm run cli -- <command> [--json]`. Reads the environment, runs one command, exits with its code.

import 'reflect-metadata';

import { processIo } from './cli/io.js';
import { openBackend } from './cli/open-services.js';
import { runCli } from './cli/program.js';
import { environmentWithFile } from './config/load-config.js';

const env = environmentWithFile();
process.exitCode = await runCli(process.argv.slice(2), processIo, openBackend(env), env);
