// Times, lengths of time, money and sizes in the agent's language and time zone. One set of Intl formats a language.

import type { Money } from '../../sdk/protocol.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Formats of one language. */
export class Format {
  readonly plurals: Intl.PluralRules;
  readonly number: Intl.NumberFormat;
  private readonly clock: Intl.DateTimeFormat;
  private readonly weekday: Intl.DateTimeFormat;
  private readonly shortDate: Intl.DateTimeFormat;
  private readonly longDate: Intl.DateTimeFormat;
  private readonly moment: Intl.DateTimeFormat;
  private readonly lists: Intl.ListFormat;

  constructor(private readonly locale: string) {
    this.plurals = new Intl.PluralRules(locale);
    this.number = new Intl.NumberFormat(locale);
    this.clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    this.weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
    this.shortDate = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' });
    this.longDate = new Intl.DateTimeFormat(locale, { weekday: 'long', month: 'long', day: 'numeric' });
    this.moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
    this.lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  }

  /** 09:30 */
  time(at: string | number | Date): string {
    return this.clock.format(new Date(at));
  }

  /** 21 Nov 2026, 09:30 */
  dateTime(at: string | number | Date): string {
    return this.moment.format(new Date(at));
  }

  /** For a moment to come: 14:30 today, else Mon 09:00 or Nov 21, 09:00. */
  soon(at: string, now: number): string {
    const days = -daysBetween(at, now);
    if (days === 0) return this.time(at);
    return `${(days > 0 && days < 7 ? this.weekday : this.shortDate).format(new Date(at))} ${this.time(at)}`;
  }

  /** Saturday, 21 November */
  day(at: string | number | Date): string {
    return this.longDate.format(new Date(at));
  }

  /** For lists: the time today, the weekday within a week, else the date. */
  brief(at: string, now: number): string {
    const days = daysBetween(at, now);
    if (days <= 0) return this.time(at);
    return (days < 7 ? this.weekday : this.shortDate).format(new Date(at));
  }

  /** 45 sec, 3 min, 2 hr, 4 days: the largest unit, whole. */
  span(ms: number): string {
    const [unit, size] =
      ms < MINUTE
        ? (['second', 1000] as const)
        : ms < HOUR
          ? (['minute', MINUTE] as const)
          : ms < DAY
            ? (['hour', HOUR] as const)
            : (['day', DAY] as const);
    const style = { style: 'unit', unit, unitDisplay: 'short' } as const;
    return new Intl.NumberFormat(this.locale, style).format(Math.max(0, Math.floor(ms / size)));
  }

  list(items: readonly string[]): string {
    return this.lists.format(items);
  }

  /** An amount of whole minor units. A currency that is none is written after the number. */
  money({ amount, currency }: Money): string {
    try {
      const format = new Intl.NumberFormat(this.locale, { style: 'currency', currency });
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    } catch {
      return `${this.number.format(amount / 100)} ${currency}`;
    }
  }

  bytes(size: number): string {
    const [unit, divisor] = size < 1e6 ? (['kilobyte', 1e3] as const) : (['megabyte', 1e6] as const);
    const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
    return new Intl.NumberFormat(this.locale, style).format(size / divisor);
  }
}

/** Whole days of the calendar from a moment to now, in the agent's time zone. */
export function daysBetween(at: string, now: number): number {
  const start = (moment: Date): number => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
  return Math.round((start(new Date(now)) - start(new Date(at))) / DAY);
}
