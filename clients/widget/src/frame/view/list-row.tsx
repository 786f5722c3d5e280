/** @jsxImportSource preact */
// One row of the list, by its type.

import type { ComponentProps } from 'preact';
import { dayLine } from '../text/times.js';
import { fill } from '../words/language.js';
import { useLanguage } from './language-context.js';
import { Message } from './message.js';
import type { Row } from './timeline.js';

type Props = Omit<ComponentProps<typeof Message>, 'row'> & { row: Row };

export function ListRow({ row, ...rest }: Props) {
  const language = useLanguage();
  switch (row.type) {
    case 'day':
      return (
        <div class="day" role="separator">
          <span>{dayLine(new Date(row.at), new Date(), language)}</span>
        </div>
      );
    case 'joined':
      return <p class="system">{fill(language.words.joined, row)}</p>;
    case 'solved':
      return <p class="system">{language.words.solved}</p>;
    case 'message':
      return <Message row={row} {...rest} />;
  }
}
