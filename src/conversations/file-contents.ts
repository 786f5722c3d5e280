// Content that names an uploaded file: what it says of the file comes from the stored row, never from the sender.

import { Injectable } from '@nestjs/common';

import { notFound } from '../common/chat-error.js';
import { Database } from '../persistence/database.js';
import { FileRow } from '../persistence/entities/index.js';
import type { Sender } from '../persistence/log/log-types.js';
import type { FileContent } from '../protocol/index.js';
import { isSender } from './actor.js';
import type { FileMention } from './content.js';
import { wrong } from './content-fields.js';

@Injectable()
export class FileContents {
  constructor(private readonly database: Database) {}

  /** Throws `not_found` for another's file, another shop's, one that is gone, and one that never was. */
  async complete({ kind, file, fallback }: FileMention, sender: Sender, shopId: string): Promise<FileContent> {
    const row = await this.database.read.getRepository(FileRow).findOneBy({ id: file, shopId });
    if (row?.blankedAt !== null || !isSender(sender, row.uploader)) throw notFound('No such file');
    if (kind === 'image' && !row.mime.startsWith('image/')) throw wrong('content.kind');
    const { name, size, mime, width, height } = row;
    const pixels = width === null || height === null ? {} : { width, height };
    return { kind, fallback, file, name, size, mime, ...pixels };
  }
}
