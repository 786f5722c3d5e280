// The first schema: shops, sign-in, conversations and their log, due jobs and files. Append-only: later changes are later migrations.

import type { MigrationInterface, QueryRunner } from 'typeorm';

import { newId } from '../../common/ids.js';

/** Column words of the two dialects. Collations stand here alone: ids compare by bytes, text is utf8mb4. */
const WORDS = {
  mysql: {
    ascii: (n: number) => `varchar(${n}) CHARACTER SET ascii COLLATE ascii_bin`,
    text: (n: number) => `varchar(${n}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    int: 'int',
    json: 'mediumtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    end: ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin',
    q: (name: string) => `\`${name}\``,
  },
  sqlite: {
    ascii: (n: number) => `varchar(${n})`,
    text: (n: number) => `varchar(${n})`,
    int: 'integer',
    json: 'text',
    end: '',
    q: (name: string) => `"${name}"`,
  },
};

/** `ascii(36)`, `text(120)`, `int`, `big` or `json`; a trailing `?` makes the column nullable. */
type Columns = Record<string, string>;

interface Table {
  name: string;
  columns: Columns;
  primary: string[];
  uniques?: Record<string, string[]>;
  indices?: Record<string, string[]>;
}

const ID = 'ascii(36)';

const TABLES: Table[] = [
  {
    name: 'shop',
    columns: {
      id: ID,
      name: 'text(120)',
      shop_key: 'ascii(64)',
      identity_secret: 'ascii(128)',
      previous_identity_secret: 'ascii(128)?',
      origins: 'json',
      enforce_identity: 'int',
      reopen_days: 'int',
      color: 'ascii(16)',
      locale: 'ascii(16)',
      next_number: 'big',
      created_at: 'big',
    },
    primary: ['id'],
    uniques: { uq_shop_key: ['shop_key'] },
  },
  {
    name: 'agent',
    columns: {
      id: ID,
      email: 'text(254)',
      name: 'text(120)',
      password_hash: 'ascii(255)?',
      state: 'ascii(16)',
      created_at: 'big',
    },
    primary: ['id'],
    uniques: { uq_agent_email: ['email'] },
  },
  {
    name: 'membership',
    columns: { shop_id: ID, agent_id: ID, role: 'ascii(16)', created_at: 'big' },
    primary: ['shop_id', 'agent_id'],
    indices: { ix_membership_agent: ['agent_id'] },
  },
  {
    name: 'api_key',
    columns: {
      id: ID,
      shop_id: ID,
      name: 'text(120)',
      hash: 'ascii(64)',
      scopes: 'json',
      created_at: 'big',
      revoked_at: 'big?',
    },
    primary: ['id'],
    uniques: { uq_api_key_hash: ['hash'] },
    indices: { ix_api_key_shop: ['shop_id'] },
  },
  {
    name: 'invitation',
    columns: {
      id: ID,
      shop_id: ID,
      email: 'text(254)',
      role: 'ascii(16)',
      token_hash: 'ascii(64)',
      invited_by: ID,
      created_at: 'big',
      expires_at: 'big',
      accepted_at: 'big?',
    },
    primary: ['id'],
    uniques: { uq_invitation_token: ['token_hash'] },
    indices: { ix_invitation_shop: ['shop_id'] },
  },
  {
    name: 'refresh_family',
    columns: { id: ID, agent_id: ID, created_at: 'big', ended_at: 'big?' },
    primary: ['id'],
    indices: { ix_refresh_family_agent: ['agent_id'] },
  },
  {
    name: 'refresh_token',
    columns: { hash: 'ascii(64)', family_id: ID, created_at: 'big', expires_at: 'big', used_at: 'big?' },
    primary: ['hash'],
    indices: { ix_refresh_token_family: ['family_id'], ix_refresh_token_expires: ['expires_at'] },
  },
  {
    name: 'login_attempt',
    columns: { attempt_key: 'ascii(64)', failures: 'int', last_at: 'big', locked_until: 'big' },
    primary: ['attempt_key'],
    indices: { ix_login_attempt_last: ['last_at'] },
  },
  {
    name: 'password_reset',
    columns: { token_hash: 'ascii(64)', agent_id: ID, created_at: 'big', expires_at: 'big', used_at: 'big?' },
    primary: ['token_hash'],
    indices: { ix_password_reset_agent: ['agent_id'] },
  },
  {
    name: 'customer',
    columns: {
      id: ID,
      shop_id: ID,
      external_id: 'text(255)?',
      name: 'text(120)?',
      email: 'text(254)?',
      phone: 'text(40)?',
      attributes: 'json?',
      blocked_at: 'big?',
      claimed_by: 'ascii(36)?',
      created_at: 'big',
    },
    primary: ['id'],
    uniques: { uq_customer_external: ['shop_id', 'external_id'] },
    indices: { ix_customer_claimed: ['claimed_by'] },
  },
  {
    name: 'conversation',
    columns: {
      id: ID,
      shop_id: ID,
      customer_id: ID,
      active_customer: 'ascii(36)?',
      number: 'big',
      status: 'ascii(16)',
      snoozed_until: 'big?',
      assignee_id: 'ascii(36)?',
      priority: 'ascii(16)',
      tags: 'json',
      last_seq: 'int',
      last_public_seq: 'int',
      last_event_at: 'big',
      customer_count: 'int',
      shop_count: 'int',
      waiting_since: 'big?',
      first_reply_at: 'big?',
      resolved_at: 'big?',
      preview_seq: 'int',
      preview_by: 'ascii(16)?',
      preview_text: 'text(200)?',
      preview_at: 'big?',
      version: 'int',
      created_at: 'big',
      changed_at: 'big',
    },
    primary: ['id'],
    uniques: { uq_conversation_active: ['shop_id', 'active_customer'], uq_conversation_number: ['shop_id', 'number'] },
    indices: {
      ix_conversation_recent: ['shop_id', 'last_event_at', 'id'],
      ix_conversation_status: ['shop_id', 'status', 'last_event_at', 'id'],
      ix_conversation_assignee: ['assignee_id', 'status', 'last_event_at', 'id'],
      ix_conversation_customer: ['customer_id', 'created_at'],
      ix_conversation_changed: ['shop_id', 'changed_at'],
    },
  },
  {
    name: 'event',
    columns: {
      conversation_id: ID,
      seq: 'int',
      after_public: 'int',
      shop_id: ID,
      type: 'ascii(16)',
      audience: 'ascii(8)',
      sender: 'ascii(40)',
      sender_role: 'ascii(16)',
      sender_name: 'text(120)',
      client_id: 'ascii(36)?',
      content: 'json',
      customer_count: 'int',
      shop_count: 'int',
      created_at: 'big',
    },
    primary: ['conversation_id', 'seq'],
    uniques: { uq_event_client: ['shop_id', 'sender', 'client_id'] },
  },
  {
    name: 'mark',
    columns: {
      conversation_id: ID,
      shop_id: ID,
      delivered_shop: 'int',
      delivered_shop_public: 'int',
      delivered_customer: 'int',
      read_shop: 'int',
      read_shop_public: 'int',
      read_customer: 'int',
      read_shop_count: 'int',
      read_customer_count: 'int',
      version: 'int',
      changed_at: 'big',
    },
    primary: ['conversation_id'],
    indices: { ix_mark_changed: ['shop_id', 'changed_at'] },
  },
  { name: 'fact', columns: { name: 'ascii(64)', value: 'text(1000)' }, primary: ['name'] },
  {
    name: 'due_job',
    columns: {
      id: ID,
      kind: 'ascii(32)',
      subject: 'ascii(64)',
      payload: 'json',
      due_at: 'big',
      claimed_until: 'big',
      attempts: 'int',
      created_at: 'big',
    },
    primary: ['id'],
    uniques: { uq_due_job_subject: ['kind', 'subject'] },
    indices: { ix_due_job_due: ['due_at', 'claimed_until'] },
  },
  {
    name: 'file',
    columns: {
      id: ID,
      shop_id: ID,
      uploader: 'ascii(40)',
      name: 'text(255)',
      size: 'big',
      mime: 'ascii(127)',
      width: 'int?',
      height: 'int?',
      created_at: 'big',
      blanked_at: 'big?',
    },
    primary: ['id'],
    indices: { ix_file_shop: ['shop_id', 'created_at'] },
  },
];

export class Core1763700000000 implements MigrationInterface {
  readonly name = 'Core1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    const words = runner.dataSource.options.type === 'better-sqlite3' ? WORDS.sqlite : WORDS.mysql;
    const { q } = words;
    const list = (columns: string[]): string => columns.map(q).join(', ');
    for (const table of TABLES) {
      const parts = Object.entries(table.columns).map(([name, word]) => `${q(name)} ${columnType(word, words)}`);
      for (const [name, columns] of Object.entries(table.uniques ?? {}))
        parts.push(`CONSTRAINT ${q(name)} UNIQUE (${list(columns)})`);
      parts.push(`PRIMARY KEY (${list(table.primary)})`);
      await runner.query(`CREATE TABLE ${q(table.name)} (${parts.join(', ')})${words.end}`);
      for (const [name, columns] of Object.entries(table.indices ?? {})) {
        await runner.query(`CREATE INDEX ${q(name)} ON ${q(table.name)} (${list(columns)})`);
      }
    }
    await runner.query(`INSERT INTO ${q('fact')} (${list(['name', 'value'])}) VALUES ('log', '${newId()}')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.dropTable(table.name);
  }
}

function columnType(word: string, words: (typeof WORDS)['mysql' | 'sqlite']): string {
  const nullable = word.endsWith('?');
  const match = /^(ascii|text|int|big|json)(?:\((\d+)\))?/.exec(word);
  const length = Number(match?.[2]);
  const types: Record<string, string> = {
    ascii: words.ascii(length),
    text: words.text(length),
    int: words.int,
    big: 'bigint',
    json: words.json,
  };
  return `${types[match?.[1] ?? ''] ?? word} ${nullable ? 'NULL' : 'NOT NULL'}`;
}
