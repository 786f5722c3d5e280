// The context of a page as lines to show. Its shape is the shop's own affair: known members first, anything else by name.

/** A line; `name` null: the page itself. */
export interface ContextLine {
  readonly name: string | null;
  readonly text: string;
}

const MAX_LINES = 12;
const MAX_TEXT = 300;

/** Lines of a context, few and short whatever it holds. */
export function contextLines({ page, ...rest }: Readonly<Record<string, unknown>>): readonly ContextLine[] {
  const pages = pageTexts(page).map((text) => ({ name: null, text }));
  const others = Object.entries(rest).map(([name, value]) => ({ name, text: textOf(value) }));
  return [...pages, ...others].filter(({ text }) => text !== '').slice(0, MAX_LINES);
}

function pageTexts(page: unknown): string[] {
  if (typeof page !== 'object' || page === null) return [textOf(page)];
  const { title, url } = page as Record<string, unknown>;
  return [textOf(title), textOf(url)];
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join('\n').slice(0, MAX_TEXT);
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textOf).filter(Boolean).join(' · ').slice(0, MAX_TEXT);
}
