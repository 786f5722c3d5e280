// The built clients (dist/public): read once, served from memory with an entity tag.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Injectable } from '@nestjs/common';

/** A file as it is served. */
export interface PublicFile {
  body: string;
  etag: string;
}

/** Folder of the built clients, beside the built server. */
export const PUBLIC_ROOT = join(process.cwd(), 'dist', 'public');

@Injectable()
export class PublicFiles {
  private readonly files = new Map<string, Promise<PublicFile | null>>();

  /** A text file by its fixed path below dist/public; null where the clients were not built. Never call it with a path from outside. */
  get(path: string): Promise<PublicFile | null> {
    const known = this.files.get(path);
    if (known) return known;
    const file = readFile(join(PUBLIC_ROOT, path), 'utf8').then(
      (body) => ({ body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }),
      () => null,
    );
    this.files.set(path, file);
    return file;
  }
}
