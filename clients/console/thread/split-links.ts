// Addresses in a text, so that they can be drawn as links. Only http and https, and never anything but text and links.

/** A piece of a text; `href` where it is an address. */
export interface Piece {
  readonly text: string;
  readonly href?: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'\u3000-\u303f\uff00-\uffef]+/gi;
/** What ends a sentence does not belong to an address. */
const TAIL = /[.,;:!?)\]}]+$/;

/** Cuts a text into pieces; together they are the text again. */
export function splitLinks(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(TAIL, '');
    if (!URL.canParse(href)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
