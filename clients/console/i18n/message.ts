// A message of a catalogue and how it becomes a text: `{name}` filled in, the plural form chosen by the locale's rules.

/** Plural forms by Intl's names; `other` is always there. */
export type Plural = Readonly<{ one?: string; other: string }>;

/** A text, or its plural forms. */
export type Message = string | Plural;

/** Another language's catalogue: every key, and plurals where the original has them. */
export type Translated<C extends Readonly<Record<string, Message>>> = Readonly<{
  [K in keyof C]: C[K] extends string ? string : Plural;
}>;

/** What is filled in; `count` also chooses the plural form. */
export type Params = Readonly<Record<string, string | number>>;

/** The text of a message. A name that is not given stays as it is written. */
export function fill(message: Message, params: Params, plurals: Intl.PluralRules, numbers: Intl.NumberFormat): string {
  const text = typeof message === 'string' ? message : formOf(message, Number(params.count ?? 0), plurals);
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}

function formOf(message: Plural, count: number, plurals: Intl.PluralRules): string {
  return plurals.select(count) === 'one' ? (message.one ?? message.other) : message.other;
}
