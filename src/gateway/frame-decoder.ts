// Bytes to `{event, data}`. A key such as `__proto__` stays an own member of what JSON.parse makes, and nobody copies
// members that he does not name; depth is bounded by the size of a frame, and nothing here walks down it.

export interface DecodedFrame {
  event: string;
  data: object;
}

/** Null: not JSON, or not of this shape. A frame without data has empty data. */
export function decodeFrame(bytes: Buffer): DecodedFrame | null {
  const frame = parse(bytes);
  if (!isObject(frame) || !Object.hasOwn(frame, 'event')) return null;
  const event: unknown = Reflect.get(frame, 'event');
  const data: unknown = Object.hasOwn(frame, 'data') ? Reflect.get(frame, 'data') : {};
  return typeof event === 'string' && isObject(data) ? { event, data } : null;
}

/** A member of a decoded object, if it is a text that can be told back. */
export function shortText(data: object, name: string, maxLength: number): string | null {
  const value: unknown = Object.hasOwn(data, name) ? Reflect.get(data, name) : undefined;
  return typeof value === 'string' && value.length > 0 && value.length <= maxLength ? value : null;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
