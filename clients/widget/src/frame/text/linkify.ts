// Finds web addresses in what a person typed. The text itself is never HTML: it becomes a list of plain parts and links.

/** A piece of a text; `href` makes it a link. */
export interface TextPart {
  text: string;
  href?: string;
}

/** What an address may consist of. Letters beyond ASCII end it, so that 「看https://a.cn/x谢谢」 does what is meant. */
const ADDRESS = /\b(?:https?:\/\/|www\.)[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi;
const TRAILING = ".,:;!?'*";
const LETTER = /[\p{L}\p{N}]/u;

/** Splits a text into plain parts and links to http and https; joined together they are the text again. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const next = text.slice(match.index + address.length, match.index + address.length + 1);
    const href = hrefOf(address, next);
    if (href === null) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** The address as a safe link; null for what is none, or would show one host and lead to another. */
function hrefOf(address: string, next: string): string | null {
  const full = /^www\./i.test(address) ? `https://${address}` : address;
  const url = safeUrl(full);
  if (!url || !url.hostname.includes('.') || url.username !== '' || url.password !== '') return null;
  const authority = full.replace(/^https?:\/\//i, '');
  const cutHost = !/[/?#]/.test(authority) && LETTER.test(next) && next.charCodeAt(0) > 127;
  return cutHost ? null : url.href;
}

/** An address without the punctuation of the sentence around it; a closing bracket stays if it was opened in the address. */
function trimmed(address: string): string {
  const surplus = new Map(
    [')(', ']['].map((pair) => [pair.charAt(0), surplusOf(address, pair.charAt(0), pair.charAt(1))]),
  );
  let end = address.length;
  for (; end > 0; end--) {
    const mark = address.charAt(end - 1);
    const extra = surplus.get(mark) ?? 0;
    if (extra > 0) surplus.set(mark, extra - 1);
    else if (!TRAILING.includes(mark)) break;
  }
  return address.slice(0, end);
}

function surplusOf(text: string, closing: string, opening: string): number {
  return text.split(closing).length - text.split(opening).length;
}

function safeUrl(text: string): URL | null {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
  } catch {
    return null;
  }
}

/** A card's address if it is plain https, else undefined: nothing else is ever linked or loaded. */
export function httpsOnly(address: string | undefined): string | undefined {
  const url = address === undefined ? null : safeUrl(address);
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : undefined;
}
