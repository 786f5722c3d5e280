// Customers as agents see them, by one query for many.

import { Injectable } from '@nestjs/common';

import { Database } from '../persistence/database.js';
import type { CustomerRow } from '../protocol/index.js';
import { placeholders } from '../persistence/placeholders.js';

interface Raw {
  id: string;
  external_id: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  attributes: string | null;
}

@Injectable()
export class CustomerRows {
  constructor(private readonly database: Database) {}

  /** Rows by id; those that do not exist are missing. */
  async of(ids: readonly string[]): Promise<Map<string, CustomerRow>> {
    const unique = [...new Set(ids)];
    if (unique.length === 0) return new Map();
    const marks = placeholders(unique.length);
    const sql = `SELECT id, external_id, name, email, phone, attributes FROM customer WHERE id IN (${marks})`;
    const rows = await this.database.rows<Raw>(sql, unique);
    return new Map(rows.map((row) => [row.id, rowOf(row)]));
  }
}

function rowOf({ id, external_id, name, email, phone, attributes }: Raw): CustomerRow {
  return {
    id,
    name,
    verified: external_id !== null,
    email,
    phone,
    attributes: attributes === null ? null : (JSON.parse(attributes) as CustomerRow['attributes'] & object),
  };
}
