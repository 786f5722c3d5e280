// Whether this node may be given work: asks every check at once, each with a deadline, and says which one failed.

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';

/** One thing that this node depends on. */
export interface ReadinessCheck {
  /** Its name in the answer: `database`, `map`, `bus`. */
  readonly name: string;
  /** Without a required one the node is not ready; without the others it works on, later and more slowly. */
  readonly required: boolean;
  /** Settles when it answers, rejects when it does not. Never waits for long by itself. */
  check(): Promise<void>;
}

/** Token of all checks, a list made in `ops.module.ts`. */
export const READINESS_CHECKS = Symbol('READINESS_CHECKS');

/** Answer of `GET /health/ready`. */
export interface ReadinessReport {
  ready: boolean;
  /** Set while the node goes away. */
  stopping?: true;
  checks: Record<string, 'ok' | 'failed' | 'timeout'>;
}

const DEADLINE_MS = 1_500;

@Injectable()
export class Readiness implements OnModuleDestroy {
  private stopping = false;
  private running: Promise<ReadinessReport> | null = null;

  constructor(@Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[]) {}

  /** The first step of going away, before sockets are drained: no proxy should send anyone here any more. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Asks all checks; those who ask meanwhile share the answer. */
  report(): Promise<ReadinessReport> {
    this.running ??= this.ask().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async ask(): Promise<ReadinessReport> {
    const states = await Promise.all(this.checks.map((check) => stateOf(check)));
    const checks = Object.fromEntries(this.checks.map(({ name }, index) => [name, states[index] ?? 'failed'] as const));
    const isUp = this.checks.every(({ name, required }) => !required || checks[name] === 'ok');
    return { ready: isUp && !this.stopping, ...(this.stopping ? { stopping: true } : {}), checks };
  }
}

async function stateOf(check: ReadinessCheck): Promise<'ok' | 'failed' | 'timeout'> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), DEADLINE_MS);
  });
  // `then` around the call also catches a check that throws at once.
  const answer = Promise.resolve()
    .then(() => check.check())
    .then(
      () => 'ok' as const,
      () => 'failed' as const,
    );
  const state = await Promise.race([answer, deadline]);
  clearTimeout(timer);
  return state;
}
