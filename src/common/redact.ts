// Keeps secrets and people's words out of the log: by the name of a field, and by the shape of what stands in a text.

const REMOVED = '[removed]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
const MAX_TEXT = 4_000;

/** Fields whose value never stands in the log, whatever it is. */
const PRIVATE_KEY =
  /token|secret|passw|authorization|cookie|identity|api_?key|credential|^(body|content|text|email|phone|parameters|query|headers|url)$/i;

/** Tokens, credentials of addresses and values that databases quote in their errors. */
const PRIVATE_TEXT: [RegExp, string][] = [
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, REMOVED],
  [/\bsb[ikv]_[\w-]{16,}/g, REMOVED],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REMOVED}`],
  [/(\w+:\/\/)[^\s/@]+@/g, `$1${REMOVED}@`],
  [/(Duplicate entry )'.*?'( for key)/gs, `$1'${REMOVED}'$2`],
];

/** A copy of fields that may be logged. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactRecord(fields, 0, new Set());
}

/** A text that may be logged: without tokens and credentials, and not endless. */
export function redactText(text: string): string {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return PRIVATE_TEXT.reduce((kept, [pattern, instead]) => kept.replace(pattern, instead), short);
}

/** What the log says of an error: no more than this, for libraries hang queries and requests on theirs. */
export function describeError(error: Error, depth = 0): Record<string, unknown> {
  const { cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    message: redactText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(cause instanceof Error && depth < MAX_DEPTH ? { cause: describeError(cause, depth + 1) } : {}),
  };
}

function redactRecord(record: object, depth: number, above: Set<object>): Record<string, unknown> {
  const entries = Object.entries(record).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, PRIVATE_KEY.test(key) ? REMOVED : redactValue(value, depth + 1, above)]),
  );
}

function redactValue(value: unknown, depth: number, above: Set<object>): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (depth > MAX_DEPTH || above.has(value)) return '[deep]';
  above.add(value);
  const copy = Array.isArray(value)
    ? value.slice(0, MAX_ITEMS).map((item) => redactValue(item, depth + 1, above))
    : redactRecord(value, depth, above);
  above.delete(value);
  return copy;
}
