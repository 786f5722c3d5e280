// Files on disk, under DATA_DIR. Nodes that share no disk need a shared folder there.

import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { isUuid } from '../common/ids.js';
import { FileStore } from './file-store.js';

export class DiskFileStore extends FileStore {
  constructor(private readonly folder: string) {
    super();
  }

  override async put(id: string, bytes: Readable): Promise<void> {
    const path = this.pathOf(id);
    const unfinished = `${path}.part`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await pipeline(bytes, createWriteStream(unfinished, { mode: 0o600, flush: true }));
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  override async open(id: string): Promise<Readable | undefined> {
    try {
      const handle = await open(this.pathOf(id), 'r');
      return handle.createReadStream();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  override async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** By the id's last characters, which are random, so that no folder grows too large. */
  private pathOf(id: string): string {
    if (!isUuid(id)) throw new Error('A file is kept under a UUID');
    return join(this.folder, id.slice(-2), id);
  }
}
