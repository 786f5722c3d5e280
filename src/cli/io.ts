// Where commands write and what they may ask: standard output for answers, standard error for the one line of a failure.

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

export interface CliIo {
  /** The answer of a command, one line at a time. */
  out(line: string): void;
  /** What went wrong, or what is going on. */
  err(line: string): void;
  /** Asks for a password without showing it; null when nobody is there to be asked. */
  askPassword(question: string): Promise<string | null>;
}

/** The terminal, or the pipes, of this process. */
export const processIo: CliIo = {
  out: (line) => {
    process.stdout.write(`${line}\n`);
  },
  err: (line) => {
    process.stderr.write(`${line}\n`);
  },
  askPassword: async (question) => {
    if (!process.stdin.isTTY) return null;
    process.stderr.write(question);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
    try {
      return await new Promise<string | null>((resolve) => {
        lines.once('line', resolve);
        lines.once('close', () => resolve(null));
      });
    } finally {
      lines.close();
      process.stderr.write('\n');
    }
  },
};
