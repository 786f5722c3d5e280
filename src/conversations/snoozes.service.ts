// Ends snoozes at their time. The job was written in the commit that began the snooze; the event's id follows from
// conversation and time, so that it happens once, whichever node runs the job and however often.

import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import { SYSTEM_KEY } from '../common/principal.js';
import { DueJobs } from '../persistence/due-jobs.js';
import type { DueJob } from '../persistence/entities/index.js';
import { EventLog } from '../persistence/log/event-log.js';
import type { Sender } from '../persistence/log/log-types.js';
import { SNOOZE_JOB, snoozeEnds } from './life.js';

/** The server itself. */
export const SYSTEM: Sender = { key: SYSTEM_KEY, role: 'system', name: 'Shopbell' };

@Injectable()
export class SnoozesService {
  constructor(
    private readonly log: EventLog,
    private readonly jobs: DueJobs,
  ) {
    jobs.handle(SNOOZE_JOB, (job) => this.end(job));
  }

  onApplicationBootstrap(): void {
    this.jobs.start();
  }

  private async end({ subject, payload }: Pick<DueJob, 'subject' | 'payload'>): Promise<void> {
    const shopId = String(payload['shop']);
    const untilMs = Number(payload['until']);
    try {
      await this.log.append({
        shopId,
        conversationId: subject,
        sender: SYSTEM,
        clientId: derivedId('snooze', subject, String(untilMs)),
        decide: ({ head, at }) => snoozeEnds(head, at, untilMs),
      });
    } catch (error) {
      // A conversation that is gone needs no end of its snooze.
      if (!(error instanceof ChatError && error.code === 'not_found')) throw error;
    }
  }
}

/** A UUIDv8 (RFC 9562 §5.8) that is the same wherever it is made. */
export function derivedId(...parts: string[]): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
