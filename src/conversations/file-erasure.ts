// Files whose message was recalled: the row is blanked in the recall's commit, which also leaves a job that removes the
// bytes, so that a node that dies in between leaves none behind.

import { Injectable, Logger } from '@nestjs/common';

import { Database } from '../persistence/database.js';
import { DueJobs, schedule } from '../persistence/due-jobs.js';
import { FileStore } from './file-store.js';

const KIND = 'file.erase';

@Injectable()
export class FileErasure {
  private readonly logger = new Logger(FileErasure.name);

  constructor(
    private readonly store: FileStore,
    jobs: DueJobs,
  ) {
    jobs.handle(KIND, ({ subject }) => this.store.remove(subject));
  }

  /** In the caller's transaction. From its commit on nobody is given the file. */
  async blank(manager: Database['read'], shopId: string, files: readonly string[], at: number): Promise<void> {
    for (const id of files) {
      const sql = `UPDATE file SET blanked_at = ?, name = '' WHERE id = ? AND shop_id = ? AND blanked_at IS NULL`;
      await manager.query(sql, [at, id, shopId]);
      await schedule(manager, { kind: KIND, subject: id, payload: {}, dueAt: at });
    }
  }

  /** After the commit: removes the bytes now. What fails here is done by the job. */
  async removeSoon(files: readonly string[]): Promise<void> {
    for (const id of files) {
      try {
        await this.store.remove(id);
      } catch (error) {
        this.logger.warn({ msg: 'The bytes of a recalled file stay until the next try', file: id, error });
      }
    }
  }
}
