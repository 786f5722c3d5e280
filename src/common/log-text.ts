// A line of the JSON log as a line for people at a terminal: time, level, context, message, fields.

const INDENTED = new Set(['stack']);

/** Formats one JSON line; anything else passes through. */
export function textLine(line: string): string {
  const record = parse(line);
  if (record === null) return line;
  const { level, time, context, msg, error, ...fields } = record;
  const clock = typeof time === 'string' ? time.slice(11, 23) : '';
  const head = [
    clock,
    String(level).toUpperCase().padEnd(5),
    context === undefined ? '' : `[${show(context)}]`,
    show(msg),
  ];
  const tail = Object.entries(fields).map(([key, value]) => `${key}=${show(value)}`);
  return `${[...head, ...tail].filter((part) => part !== '').join(' ')}${errorText(error)}\n`;
}

function errorText(error: unknown): string {
  if (typeof error !== 'object' || error === null) return error === undefined ? '' : ` error=${show(error)}`;
  const plain = Object.entries(error).filter(([key]) => !INDENTED.has(key));
  const stack: unknown = Reflect.get(error, 'stack');
  return ` error=${show(Object.fromEntries(plain))}${typeof stack === 'string' ? `\n${stack}` : ''}`;
}

function show(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return JSON.stringify(value);
  return value.replaceAll(/[\r\n]+/g, ' ');
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
