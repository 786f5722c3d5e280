// What every command is given: where to write, what to call, which environment to read.

import type { CliIo } from './io.js';
import type { Backend } from './services.js';

export interface CliContext {
  io: CliIo;
  backend: Backend;
  env: NodeJS.ProcessEnv;
  /** Prints what a command found or made. */
  answer: (result: object) => void;
  /** Whether `--json` was given. */
  isJson: () => boolean;
  /** Ends the command as failed after it has answered. */
  fail: () => void;
}
