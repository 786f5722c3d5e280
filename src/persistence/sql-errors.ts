// What a failed statement means: a repeat, a lost race worth another try, or a database that is away.

/** The members of driver errors that tell them apart. */
interface DriverError {
  code?: string;
  errno?: number;
  message?: string;
  sqlMessage?: string;
}

function driverError(error: unknown): DriverError {
  const outer = error as { driverError?: DriverError } | null | undefined;
  return outer?.driverError ?? (error as DriverError | null) ?? {};
}

/** A unique key refused the row. */
export function isDuplicate(error: unknown): boolean {
  const { code = '', errno, message = '' } = driverError(error);
  return (
    errno === 1062 ||
    /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(code) ||
    message.includes('UNIQUE constraint failed')
  );
}

/** Whether a duplicate is one of the named unique key (`uq_event_client` …). */
export function isDuplicateOf(error: unknown, key: string, columns: string): boolean {
  const { message = '', sqlMessage = '' } = driverError(error);
  return isDuplicate(error) && (`${message} ${sqlMessage}`.includes(key) || message.includes(columns));
}

/** A deadlock, a lock wait that ended, or a busy SQLite: roll back and try again. */
export function isLostRace(error: unknown): boolean {
  const { code = '', errno, message = '' } = driverError(error);
  return (
    errno === 1213 ||
    errno === 1205 ||
    errno === 1020 ||
    code.startsWith('SQLITE_BUSY') ||
    message.includes('database is locked')
  );
}

const AWAY_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
]);

/** Also with what went wrong in particular, such as `SQLITE_IOERR_WRITE`. */
const AWAY_FILE = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/;

/** 1021/1114 disk or table full, 1053 shutting down, 1290/1836 read-only, 1927 killed, 1040/1203 no connection free, 1317 interrupted. */
const AWAY_NUMBERS = new Set([1021, 1114, 1053, 1290, 1836, 1927, 1040, 1203, 1317, 1969, 3024, 4031]);

/** The database cannot take this now but may later: away, read-only, full, or the connection broke. */
export function isAway(error: unknown): boolean {
  const { code = '', errno, message = '' } = driverError(error);
  return (
    AWAY_CODES.has(code) ||
    AWAY_FILE.test(code) ||
    (errno !== undefined && AWAY_NUMBERS.has(errno)) ||
    /connection is in closed state|connection is not open|Connection lost|Pool is closed|Queue limit reached|has been destroyed|DataSource is not (set|initialized)|not established/i.test(
      message,
    )
  );
}
