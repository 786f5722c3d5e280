/** @jsxImportSource preact */
// Text that a person typed, with its web addresses as links. It never becomes HTML.

import { linkify } from '../text/linkify.js';

export function RichText({ text }: { text: string }) {
  return (
    <p class="text" dir="auto">
      {linkify(text).map(({ text: part, href }, index) =>
        href === undefined ? (
          part
        ) : (
          <a key={index} href={href} rel="noopener noreferrer nofollow" target="_blank">
            {part}
          </a>
        ),
      )}
    </p>
  );
}
