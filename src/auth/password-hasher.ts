// Passwords: argon2id, few hashes at a time. Each takes 19 MiB and a thread of the pool that files and SQLite need too,
// so the rest waits in a bounded line.

import { Injectable } from '@nestjs/common';
import { hash, type Options, verify } from '@node-rs/argon2';

import { ChatError } from '../common/chat-error.js';

/** The library's default algorithm is argon2id. */
const OPTIONS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 2;
const LINE = 100;
const RETRY_MS = 1_000;

/** Hash of a random secret that nobody knows: an unknown account takes as long as a wrong password. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$IWdn9Df9AnqkgCA94FxOqw$Sr8H13aqfr1Ls98nAzqJzKMvydMMCPV7yzxKoax1sCg';

@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, OPTIONS));
  }

  /** Whether it is the password of the hash. Without a hash: no, after the same time. */
  async verify(passwordHash: string | null | undefined, password: string): Promise<boolean> {
    const fits = await this.inTurn(() => verify(passwordHash ?? NOBODY, password));
    return fits && typeof passwordHash === 'string';
  }

  private async inTurn<T>(task: () => Promise<T>): Promise<T> {
    if (this.running < AT_ONCE) this.running++;
    else await this.place();
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  /** Waits for the place of one that is done. */
  private place(): Promise<void> {
    if (this.waiting.length >= LINE) {
      throw new ChatError('overloaded', 'Too many sign-ins at once', { retryAfterMs: RETRY_MS });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
