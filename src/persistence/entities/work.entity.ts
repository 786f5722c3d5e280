// Things that the installation itself remembers: its own facts, jobs that are due at a time, and uploaded files.

import { EntitySchema } from 'typeorm';

import { ascii, big, type Dialect, id, int, json, text } from '../columns.js';

/** A fact of the installation, such as the id of this life of the log. */
export class Fact {
  name!: string;
  value!: string;
}

/** Something that happens at a time. One row for each (kind, subject). */
export class DueJob {
  id!: string;
  kind!: string;
  /** What it is about: a conversation's id, for instance. */
  subject!: string;
  payload!: Record<string, unknown>;
  dueAt!: number;
  /** Until when a node has claimed it. */
  claimedUntil!: number;
  attempts!: number;
  createdAt!: number;
}

/** An uploaded file. Its bytes lie in the file store under its id. */
export class FileRow {
  id!: string;
  shopId!: string;
  /** Key of the principal that uploaded it; nobody else may send it. */
  uploader!: string;
  name!: string;
  size!: number;
  mime!: string;
  width!: number | null;
  height!: number | null;
  createdAt!: number;
  /** When its bytes were removed by a recall or an erasure. */
  blankedAt!: number | null;
}

export const workSchemas = (dialect: Dialect): EntitySchema[] => [
  new EntitySchema<Fact>({
    name: 'fact',
    target: Fact,
    columns: { name: ascii(64, { primary: true }), value: text(1000) },
  }),
  new EntitySchema<DueJob>({
    name: 'due_job',
    target: DueJob,
    columns: {
      id: id({ primary: true }),
      kind: ascii(32),
      subject: ascii(64),
      payload: json(dialect),
      dueAt: big({ name: 'due_at' }),
      claimedUntil: big({ name: 'claimed_until' }),
      attempts: int(dialect),
      createdAt: big({ name: 'created_at' }),
    },
    uniques: [{ name: 'uq_due_job_subject', columns: ['kind', 'subject'] }],
    indices: [{ name: 'ix_due_job_due', columns: ['dueAt', 'claimedUntil'] }],
  }),
  new EntitySchema<FileRow>({
    name: 'file',
    target: FileRow,
    tableName: 'file',
    columns: {
      id: id({ primary: true }),
      shopId: id({ name: 'shop_id' }),
      uploader: ascii(40),
      name: text(255),
      size: big(),
      mime: ascii(127),
      width: int(dialect, { nullable: true }),
      height: int(dialect, { nullable: true }),
      createdAt: big({ name: 'created_at' }),
      blankedAt: big({ name: 'blanked_at', nullable: true }),
    },
    indices: [{ name: 'ix_file_shop', columns: ['shopId', 'createdAt'] }],
  }),
];
