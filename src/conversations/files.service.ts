// Uploaded files: taken for one shop, kept under an id, given out by right.

import { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';

import { requireRight, roleIn } from '../auth/rights.js';
import { ChatError, notFound } from '../common/chat-error.js';
import { isUuid, newId } from '../common/ids.js';
import { type Principal, principalKey } from '../common/principal.js';
import { Config } from '../config/config.js';
import { Database } from '../persistence/database.js';
import { FileRow } from '../persistence/entities/index.js';
import { FIELD_LIMITS, type FileContent } from '../protocol/index.js';
import { isSender, senderOf } from './actor.js';
import { wrong } from './content-fields.js';
import { FileStore } from './file-store.js';
import { fileType, HEAD_BYTES } from './file-types.js';

/** Answer to an upload. */
export type UploadAnswer = Omit<FileContent, 'kind' | 'fallback'>;

/** A file to be given out. */
export interface Download {
  row: FileRow;
  bytes: Readable;
}

@Injectable()
export class FilesService {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly config: Config,
  ) {}

  /** Takes a file for a shop. Throws `unsupported` for types that we do not take, `too_large`, `invalid` for an empty one. */
  async upload(
    principal: Principal,
    shop: string | undefined,
    fileName: string,
    bytes: Readable,
  ): Promise<UploadAnswer> {
    const shopId = shopOf(principal, shop);
    requireRight(principal, shopId, 'file.upload');
    const id = newId();
    const meter = new Meter(this.config.limits.fileBytes);
    await this.store.put(id, Readable.from(meter.pass(bytes), { objectMode: false }));
    try {
      const row = this.rowOf(id, shopId, principal, cleanName(fileName), meter);
      await this.database.transaction((manager) => manager.getRepository(FileRow).insert(row));
      const { name, size, mime, width, height } = row;
      return { file: id, name, size, mime, ...(width === null || height === null ? {} : { width, height }) };
    } catch (error) {
      await this.store.remove(id);
      throw error;
    }
  }

  /** Throws `not_found` for whatever is not this principal's to see, and for what was recalled. */
  async download(principal: Principal, id: string): Promise<Download> {
    const row = isUuid(id) ? await this.database.read.getRepository(FileRow).findOneBy({ id }) : null;
    if (row?.blankedAt !== null || !(await this.maySee(principal, row))) throw notFound('No such file');
    const bytes = await this.store.open(id);
    if (!bytes) throw notFound('No such file');
    return { row, bytes };
  }

  private rowOf(id: string, shopId: string, principal: Principal, name: string, { size, head }: Meter): FileRow {
    if (size === 0) throw wrong('file');
    const type = fileType(head);
    if (!type) throw new ChatError('unsupported', 'Only PNG, JPEG, GIF, WebP, PDF and plain text are taken');
    const { mime, width = null, height = null } = type;
    const createdAt = this.database.clock.now();
    const uploader = principalKey(principal);
    return { id, shopId, uploader, name, size, mime, width, height, createdAt, blankedAt: null };
  }

  private async maySee(principal: Principal, row: FileRow): Promise<boolean> {
    if (roleIn(principal, row.shopId) === undefined) return false;
    if (isSender(senderOf(principal), row.uploader)) return true;
    if (principal.kind === 'customer') return this.isInOwnConversation(principal.id, row);
    requireRight(principal, row.shopId, 'conversation.read');
    return true;
  }

  /** In a message of the customer's own. Stored content holds known members only, so the member's text is proof. */
  private async isInOwnConversation(customerId: string, { id, shopId }: FileRow): Promise<boolean> {
    const sql = `SELECT e.seq FROM conversation c JOIN event e ON e.conversation_id = c.id
      WHERE c.customer_id = ? AND c.shop_id = ? AND e.type = 'message' AND e.audience = 'all'
      AND INSTR(e.content, ?) > 0 LIMIT 1`;
    return (await this.database.rows(sql, [customerId, shopId, `"file":"${id}"`])).length > 0;
  }
}

/** Measures what passes and keeps its head. */
class Meter {
  size = 0;
  head: Buffer = Buffer.alloc(0);

  constructor(private readonly maxBytes: number) {}

  async *pass(source: Readable): AsyncGenerator<Buffer> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      this.size += chunk.length;
      if (this.size > this.maxBytes) throw new ChatError('too_large', 'The file is too large');
      if (this.head.length < HEAD_BYTES) {
        this.head = Buffer.concat([this.head, chunk.subarray(0, HEAD_BYTES - this.head.length)]);
      }
      yield chunk;
    }
    if ('truncated' in source && source.truncated === true) throw new ChatError('too_large', 'The file is too large');
  }
}

/** Agents of several shops say for which one. */
function shopOf(principal: Principal, shop: string | undefined): string {
  const own = principal.kind === 'agent' ? [...principal.shops.keys()] : [principal.shop];
  const chosen = shop ?? (own.length === 1 ? own[0] : undefined);
  if (chosen === undefined) throw wrong('shop');
  if (!own.includes(chosen)) throw notFound('No such shop');
  return chosen;
}

/** The last part of a path, whole and readable. */
function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const readable = last.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
  return readable.slice(0, FIELD_LIMITS.fileNameLength).replace(/[\uD800-\uDBFF]$/, '') || 'file';
}
