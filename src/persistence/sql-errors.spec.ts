// What a driver's error means: a repeat, a lost race, or a database that is away.

import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';

import { isAway, isDuplicate, isDuplicateOf, isLostRace } from './sql-errors.js';

const driver = (message: string, members: { code?: string; errno?: number; sqlMessage?: string }): Error =>
  Object.assign(new Error(message), members);
const wrapped = (error: Error): QueryFailedError => new QueryFailedError('INSERT', [], error);

const MYSQL_DUPLICATE = driver("Duplicate entry 'x' for key 'uq_agent_email'", { code: 'ER_DUP_ENTRY', errno: 1062 });
const SQLITE_DUPLICATE = driver('UNIQUE constraint failed: agent.email', { code: 'SQLITE_CONSTRAINT_UNIQUE' });

describe('a duplicate', () => {
  it.each([MYSQL_DUPLICATE, SQLITE_DUPLICATE, wrapped(MYSQL_DUPLICATE), wrapped(SQLITE_DUPLICATE)])(
    'is %s',
    (error) => {
      expect(isDuplicate(error)).toBe(true);
      expect(isDuplicateOf(error, 'uq_agent_email', 'agent.email')).toBe(true);
      expect(isDuplicateOf(error, 'uq_shop_key', 'shop.shop_key')).toBe(false);
    },
  );

  it.each([
    driver('NOT NULL constraint failed: agent.email', { code: 'SQLITE_CONSTRAINT_NOTNULL' }),
    driver('CHECK constraint failed: agent', { code: 'SQLITE_CONSTRAINT_CHECK' }),
    driver("Column 'email' cannot be null", { errno: 1048 }),
    new Error('something else'),
    null,
    undefined,
    'text',
  ])('is not %s', (error) => {
    expect(isDuplicate(error)).toBe(false);
  });
});

describe('a lost race', () => {
  it.each([
    driver('Deadlock found', { errno: 1213 }),
    driver('Lock wait timeout exceeded', { errno: 1205 }),
    driver('Record has changed since last read', { errno: 1020 }),
    driver('database is locked', { code: 'SQLITE_BUSY' }),
    driver('database is locked', { code: 'SQLITE_BUSY_SNAPSHOT' }),
  ])('is %s', (error) => {
    expect([isLostRace(error), isLostRace(wrapped(error))]).toEqual([true, true]);
    expect([isDuplicate(error), isAway(error)]).toEqual([false, false]);
  });
});

describe('a database that is away', () => {
  it.each([
    driver('connect ECONNREFUSED', { code: 'ECONNREFUSED' }),
    driver('Connection lost: The server closed the connection.', { code: 'PROTOCOL_CONNECTION_LOST' }),
    driver('The table is full', { errno: 1114 }),
    driver('The server is running with the --read-only option', { errno: 1290 }),
    driver('database or disk is full', { code: 'SQLITE_FULL' }),
    driver('disk I/O error', { code: 'SQLITE_IOERR_WRITE' }),
    driver('attempt to write a readonly database', { code: 'SQLITE_READONLY_DBMOVED' }),
    driver("Can't add new command when connection is in closed state", {}),
    driver('Queue limit reached.', {}),
  ])('is %s', (error) => {
    expect([isAway(error), isAway(wrapped(error))]).toEqual([true, true]);
    expect([isDuplicate(error), isLostRace(error)]).toEqual([false, false]);
  });

  it.each([
    driver('Access denied for user', { code: 'ER_ACCESS_DENIED_ERROR', errno: 1045 }),
    driver('file is not a database', { code: 'SQLITE_NOTADB' }),
    MYSQL_DUPLICATE,
    new Error('something else'),
    null,
  ])('is not %s', (error) => {
    expect(isAway(error)).toBe(false);
  });
});
