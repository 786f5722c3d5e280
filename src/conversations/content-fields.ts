// Reads the members of a client's JSON one by one: own members only, each of its type and within its bound. What it does
// not ask for is never stored. Refusals name members, never values.

import { ChatError } from '../common/chat-error.js';
import { FIELD_LIMITS, type Money } from '../protocol/index.js';

const CURRENCY = /^[A-Z]{3}$/;

/** A client's JSON object, and where it stands in the request. */
export class Fields {
  private constructor(
    private readonly members: object,
    private readonly path: string,
  ) {}

  /** Throws `invalid` for anything but an object. */
  static of(value: unknown, path: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path);
    return new Fields(value, path);
  }

  has(name: string): boolean {
    return this.own(name) !== undefined;
  }

  /** A whole text of 1 to `maxLength` UTF-16 units. */
  text(name: string, maxLength: number): string {
    const value = this.own(name);
    if (typeof value !== 'string' || value === '' || value.length > maxLength || !isWhole(value))
      throw this.wrong(name);
    return value;
  }

  /** The same, but of any length: the caller tells too long from wrong. */
  longText(name: string): string {
    return this.text(name, Infinity);
  }

  whole(name: string, min: number, max: number): number {
    const value = this.own(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) throw this.wrong(name);
    return value;
  }

  /** An address that browsers may follow: https, without credentials, as the parser writes it. */
  url(name: string): string {
    const value = this.text(name, FIELD_LIMITS.urlLength);
    if (/[\s\p{Cc}\\]/u.test(value) || !URL.canParse(value)) throw this.wrong(name);
    const { protocol, username, password, href } = new URL(value);
    const isSafe = protocol === 'https:' && username === '' && password === '';
    if (!isSafe || href.length > FIELD_LIMITS.urlLength) throw this.wrong(name);
    return href;
  }

  money(name: string): Money {
    const money = this.object(name);
    const currency = money.text('currency', 3);
    if (!CURRENCY.test(currency)) throw money.wrong('currency');
    return { amount: money.whole('amount', 0, FIELD_LIMITS.moneyMax), currency };
  }

  object(name: string): Fields {
    return Fields.of(this.own(name), `${this.path}.${name}`);
  }

  list(name: string, most: number): Fields[] {
    const value = this.own(name);
    if (!Array.isArray(value) || value.length > most) throw this.wrong(name);
    return value.map((item: unknown, index) => Fields.of(item, `${this.path}.${name}.${index}`));
  }

  wrong(name: string): ChatError {
    return wrong(`${this.path}.${name}`);
  }

  private own(name: string): unknown {
    return Object.hasOwn(this.members, name) ? (Reflect.get(this.members, name) as unknown) : undefined;
  }
}

/** Whether a text holds no half of a surrogate pair. */
export function isWhole(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

/** An `invalid` that names a member. */
export function wrong(field: string): ChatError {
  return new ChatError('invalid', `Not valid: ${field}`, { fields: [field] });
}
