// Decorators that say all there is to say of one environment variable: kind, bounds, what it is for. The check at the
// start, `.env.example` and `docs/configuration.md` are made from them.

import 'reflect-metadata';
import { IsBoolean, IsIn, IsInt, Max, Min, ValidateBy } from 'class-validator';

/** What a limit counts by. `address`: an IPv4 address or an IPv6 /64 network. */
export type CountedBy = 'address' | 'principal' | 'principal, else address' | 'connection' | 'request' | 'node';

/** What every kind of variable may say besides its description. */
export interface Details {
  /** Heading of the section that this variable opens. */
  section?: string;
  /** The default in words, where it depends on others. */
  otherwise?: string;
  /** A value to show in `.env.example` where the default is empty. */
  example?: string;
  /** A limit: what it counts by. */
  by?: CountedBy;
}

/** One variable of the environment, as documented. */
export interface Variable extends Details {
  key: string;
  about: string;
  /** End of the sentence "KEY …". */
  must: string;
  /** Converts the text of the environment; nonsense becomes what the check refuses. */
  read: (raw: string) => unknown;
}

const REGISTRY = Symbol('variables');

/** The variables of a class in the order in which they stand there. */
export function variablesOf(target: object): readonly Variable[] {
  return (Reflect.getMetadata(REGISTRY, target) as Variable[] | undefined) ?? [];
}

/** A whole number within bounds. */
export function Whole(about: string, bounds: { from: number; to: number } & Details): PropertyDecorator {
  const { from, to, ...details } = bounds;
  const off = from === 0 && details.by !== undefined ? ' (0 = off)' : '';
  const must = `must be a whole number from ${from} to ${to}${off}`;
  const read = (raw: string) => (/^\d{1,15}$/.test(raw) ? Number(raw) : Number.NaN);
  return variable({ ...details, about, must, read }, [IsInt(), Min(from), Max(to)]);
}

/** `true` or `false`. */
export function Flag(about: string, details: Details = {}): PropertyDecorator {
  const read = (raw: string) => ({ true: true, false: false })[raw];
  return variable({ ...details, about, must: 'must be true or false', read }, [IsBoolean()]);
}

/** One of a few words. */
export function Choice(about: string, words: readonly string[], details: Details = {}): PropertyDecorator {
  const must = `must be one of ${words.join(', ')}`;
  return variable({ ...details, about, must, read: (raw) => raw }, [IsIn(words)]);
}

/** A text that a predicate accepts; empty means unset. */
export function Text(
  about: string,
  must: string,
  test: (value: string) => boolean,
  details: Details = {},
): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && (value === '' || test(value));
  return variable({ ...details, about, must, read: (raw) => raw }, [
    ValidateBy({ name: 'text', validator: { validate } }),
  ]);
}

/** A comma-separated list; a predicate accepts each item. */
export function List(
  about: string,
  must: string,
  test: (item: string) => boolean,
  details: Details = {},
): PropertyDecorator {
  const validate = (value: unknown) => Array.isArray(value) && value.every((item) => test(String(item)));
  const read = (raw: string) => raw.split(',').map((item) => item.trim());
  return variable({ ...details, about, must, read }, [ValidateBy({ name: 'list', validator: { validate } })]);
}

function variable(row: Omit<Variable, 'key'>, checks: PropertyDecorator[]): PropertyDecorator {
  return (target, key) => {
    const rows = [...variablesOf(target), { ...row, key: String(key) }];
    Reflect.defineMetadata(REGISTRY, rows, target);
    for (const check of checks) check(target, key);
  };
}
