// Column shapes that are the same on MySQL, MariaDB and SQLite, so that one entity set leaves no schema drift on any of them.

import type { EntitySchemaColumnOptions } from 'typeorm';

/** Dialects of the one schema. */
export type Dialect = 'mysql' | 'sqlite';

/** MySQL gives bigints as strings; all of ours are below 2⁵³. */
const asNumber = {
  to: (value: number | null): number | null => value,
  from: (value: string | number | null): number | null => (value === null ? null : Number(value)),
};

/** Options that a column of any shape takes. */
interface Options {
  primary?: boolean;
  nullable?: boolean;
  name?: string;
  default?: string | number;
}

/** An id made by the application: ASCII, compared by bytes. */
export const id = (options: Options = {}): EntitySchemaColumnOptions => ({ type: 'varchar', length: 36, ...options });

/** ASCII of a fixed alphabet: hashes, keys, words. */
export const ascii = (length: number, options: Options = {}): EntitySchemaColumnOptions => ({
  type: 'varchar',
  length,
  ...options,
});

/** Text that people wrote, bounded. */
export const text = (length: number, options: Options = {}): EntitySchemaColumnOptions => ({
  type: 'varchar',
  length,
  ...options,
});

/** A whole number below 2³¹. */
export const int = (dialect: Dialect, options: Options = {}): EntitySchemaColumnOptions => ({
  type: dialect === 'mysql' ? 'int' : 'integer',
  ...options,
});

/** Milliseconds since 1970, or any whole number below 2⁵³. */
export const big = (options: Options = {}): EntitySchemaColumnOptions => ({
  type: 'bigint',
  transformer: asNumber,
  ...options,
});

/** JSON as text, up to 16 MiB; parsed and made by the code that owns the column. */
export const json = (dialect: Dialect, options: Options = {}): EntitySchemaColumnOptions => ({
  type: dialect === 'mysql' ? 'mediumtext' : 'text',
  transformer: {
    to: (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value)),
    from: (value: string | null): unknown => (value === null ? null : JSON.parse(value)),
  },
  ...options,
});
