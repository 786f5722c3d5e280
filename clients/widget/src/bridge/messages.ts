// The words that the loader (in the shop's page) and the frame (on the widget's origin) may say to each other.
// Each side takes only what passes these checks, and only from the exact origin and window of the other.

/** What the shop tells about what the shopper looks at. */
export type PageContext = Record<string, unknown>;

/** What the loader says to the frame. */
export type ToFrame =
  | { type: 'init'; open: boolean; focus: boolean; locale?: string; identity?: string; context?: PageContext }
  | { type: 'open'; focus: boolean }
  | { type: 'close' }
  | { type: 'identify'; identity: string }
  | { type: 'context'; context: PageContext }
  | { type: 'shutdown' };

/** What the frame says to the loader. */
export type FromFrame =
  | { type: 'ready' }
  | { type: 'shop'; name: string; color: string }
  | { type: 'unread'; count: number }
  /** The identity ended: the page has to bring a new one. */
  | { type: 'expired' }
  | { type: 'close' }
  | { type: 'gone' };

type Shape = Record<string, unknown>;
type Checks<M extends { type: string }> = Record<M['type'], (data: Shape) => boolean>;

/** Longest identity token, as the server takes it. */
const IDENTITY_LENGTH = 8192;
const LOCALE_LENGTH = 35;
const NAME_LENGTH = 120;
const CONTEXT_LENGTH = 8 * 1024;

const isShape = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown, max: number): boolean => typeof value === 'string' && value.length <= max;
const maybe = (value: unknown, check: (value: unknown) => boolean): boolean => value === undefined || check(value);

/** A CSS colour of the one form that Shopbell knows: `#rrggbb`. */
export const isColor = (value: unknown): value is string => typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value);

/** A signed identity: the three parts of a JWT, not yet verified. */
export const isIdentity = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= IDENTITY_LENGTH && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value);

/** A plain object that fits into one request. */
export function isContext(value: unknown): value is PageContext {
  if (!isShape(value)) return false;
  try {
    return JSON.stringify(value).length <= CONTEXT_LENGTH;
  } catch {
    return false;
  }
}

const nothing = (): boolean => true;

const TO_FRAME: Checks<ToFrame> = {
  init: (data) =>
    typeof data.open === 'boolean' &&
    typeof data.focus === 'boolean' &&
    maybe(data.locale, (locale) => isText(locale, LOCALE_LENGTH)) &&
    maybe(data.identity, isIdentity) &&
    maybe(data.context, isContext),
  open: (data) => typeof data.focus === 'boolean',
  close: nothing,
  identify: (data) => isIdentity(data.identity),
  context: (data) => isContext(data.context),
  shutdown: nothing,
};

const FROM_FRAME: Checks<FromFrame> = {
  ready: nothing,
  shop: (data) => isText(data.name, NAME_LENGTH) && isColor(data.color),
  unread: (data) => Number.isSafeInteger(data.count) && Number(data.count) >= 0,
  expired: nothing,
  close: nothing,
  gone: nothing,
};

/** Marks a message as Shopbell's; the number is the version of this table. */
export const enclose = <M extends ToFrame | FromFrame>(message: M): M & { shopbell: 1 } => ({
  ...message,
  shopbell: 1,
});

/** The loader's message in `data`, or null if it is none. */
export const readToFrame = (data: unknown): ToFrame | null => read<ToFrame>(data, TO_FRAME);

/** The frame's message in `data`, or null if it is none. */
export const readFromFrame = (data: unknown): FromFrame | null => read<FromFrame>(data, FROM_FRAME);

function read<M extends { type: string }>(data: unknown, checks: Checks<M>): M | null {
  if (!isShape(data) || data.shopbell !== 1 || typeof data.type !== 'string') return null;
  if (!Object.hasOwn(checks, data.type)) return null;
  return checks[data.type as M['type']](data) ? (data as unknown as M) : null;
}
