// Days, times, amounts and sizes in the reader's own language and time zone.

import type { Money } from '../../../../sdk/index.js';
import type { Language } from '../words/language.js';

/** The local calendar day of a moment, as a key that compares. */
export function dayKey(at: Date): string {
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

/** What a line between days says: today, yesterday, or the date (with its year if it is not this one). */
export function dayLine(at: Date, now: Date, { tag, words }: Language): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayKey(at) === dayKey(now)) return words.today;
  if (dayKey(at) === dayKey(yesterday)) return words.yesterday;
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(at);
}

/** Hour and minute. */
export function timeOf(at: string, { tag }: Language): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return '';
  return new Intl.DateTimeFormat(tag, { timeStyle: 'short' }).format(moment);
}

/** An amount of minor units with its currency. */
export function amountOf(money: Money, { tag }: Language): string {
  try {
    const format = new Intl.NumberFormat(tag, { style: 'currency', currency: money.currency });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    return format.format(money.amount / 10 ** digits);
  } catch {
    return `${(money.amount / 100).toFixed(2)} ${money.currency}`;
  }
}

/** A file's size in words. */
export function sizeOf(bytes: number, { tag }: Language): string {
  const mega = bytes >= 1_000_000;
  const unit = mega ? 'megabyte' : 'kilobyte';
  const value = Math.max(mega ? bytes / 1_000_000 : bytes / 1_000, 0.1);
  return new Intl.NumberFormat(tag, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value);
}
