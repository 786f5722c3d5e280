// Where the bytes of uploaded files lie, by id. On disk by default; anything that keeps bytes can take its place.

import type { Readable } from 'node:stream';

export abstract class FileStore {
  /** Keeps the bytes under the id, whole or not at all. */
  abstract put(id: string, bytes: Readable): Promise<void>;

  /** The bytes from their beginning; undefined where there are none. */
  abstract open(id: string): Promise<Readable | undefined>;

  /** Removes them; nothing happens where there are none. */
  abstract remove(id: string): Promise<void>;
}
