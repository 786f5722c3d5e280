// The one table of error codes: HTTP status, whether a client may try again, and how the server logs it. And the close codes.

/** What an error code means to HTTP, to clients and to the log. */
export interface CodeRow {
  /** HTTP status of a REST problem with this code. */
  status: number;
  /** Whether trying again later can help. A frame may still say `retryable: false`. */
  retryable: boolean;
  /** Level at which the server logs it. */
  log: 'debug' | 'warn' | 'error';
  /** A short title for RFC 9457 problems. */
  title: string;
}

/** Codes of `reject`, `error` and REST problems. */
export const CODES = {
  invalid: { status: 400, retryable: false, log: 'debug', title: 'The request is not valid' },
  unauthorized: { status: 401, retryable: false, log: 'debug', title: 'Sign in first' },
  forbidden: { status: 403, retryable: false, log: 'debug', title: 'Not allowed' },
  not_found: { status: 404, retryable: false, log: 'debug', title: 'Not found' },
  closed: { status: 409, retryable: false, log: 'debug', title: 'The conversation is closed' },
  too_large: { status: 413, retryable: false, log: 'debug', title: 'Too large' },
  conflict: { status: 409, retryable: true, log: 'debug', title: 'Changed meanwhile' },
  blocked: { status: 403, retryable: false, log: 'debug', title: 'Blocked' },
  unsupported: { status: 422, retryable: false, log: 'debug', title: 'Not supported' },
  rate_limited: { status: 429, retryable: true, log: 'debug', title: 'Too fast' },
  overloaded: { status: 503, retryable: true, log: 'warn', title: 'Overloaded' },
  unavailable: { status: 503, retryable: true, log: 'warn', title: 'Unavailable for the moment' },
  internal: { status: 500, retryable: true, log: 'error', title: 'Something went wrong' },
} as const satisfies Record<string, CodeRow>;

/** Name of an error code. */
export type Code = keyof typeof CODES;

/** Close codes (RFC 6455 §7.4). 4000–4499: come back by the backoff; 4500–4999: do not come back unchanged. */
export const CLOSE = {
  /** The page leaves. */
  goingAway: 1001,
  /** A frame was over the limit; the frame just sent fails finally. */
  tooBig: 1009,
  /** The node restarts. */
  restart: 1012,
  /** The token ended: get a new one first. */
  tokenEnded: 4001,
  /** No heartbeat, or pushes unconfirmed. */
  dead: 4006,
  /** No `hello` in time. */
  noHello: 4007,
  /** The out-queue was full for too long. */
  slow: 4008,
  /** A newer connection bears the same device id, or needed the place. */
  replaced: 4009,
  /** Overloaded, too fast or database away; `retryAfterMs` stood in the `error` before it. */
  busy: 4013,
  /** Bad `hello` or token, or token and origin do not fit. */
  badHello: 4500,
  /** The third unparsable frame, or a binary one. */
  badFrames: 4501,
  /** `hello.client` is of a version no longer served. */
  oldClient: 4502,
  /** Right, shop or account taken away. */
  rightGone: 4503,
  /** Too many connections. */
  tooMany: 4504,
} as const;

/** A close code that Shopbell sends. */
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** Whether a client may reconnect by itself after this close code. Unknown codes: yes. */
export function mayReconnect(closeCode: number): boolean {
  return closeCode < 4500 || closeCode > 4999;
}
