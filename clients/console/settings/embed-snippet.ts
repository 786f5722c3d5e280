// The one line that a shop pastes into its pages.

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replaceAll(/[&"<>]/g, (sign) => ESCAPES[sign] ?? sign);

/** The snippet of a shop. */
export function embedSnippet(origin: string, shopKey: string): string {
  return `<script async src="${escaped(origin)}/widget.js" data-shop="${escaped(shopKey)}"></script>`;
}
