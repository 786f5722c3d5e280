// A person as a small coloured circle. It says nothing to screen readers: the name always stands beside it.

import { Avatar } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';

interface Props {
  name: string | null;
  size?: number;
}

/** Initials of a name, or a figure for who has none. */
export function PersonAvatar({ name, size = 36 }: Props) {
  return (
    <Avatar size={size} radius="xl" color={name === null ? 'gray' : 'initials'} name={name ?? ''} aria-hidden="true">
      {name === null ? (
        <IconUser size={size * 0.55} stroke={1.6} />
      ) : (
        <span style={{ fontSize: Math.round(size * 0.36), lineHeight: 1 }}>{initialsOf(name)}</span>
      )}
    </Avatar>
  );
}

const segmenter = new Intl.Segmenter();
const charactersOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** Two letters of Latin names; the last two characters of Chinese ones, as people are called. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : ''];
  const characters = charactersOf(first);
  if (/\p{Script=Han}/u.test(first)) return characters.slice(-2).join('');
  return ((characters[0] ?? '') + (charactersOf(last)[0] ?? '')).toUpperCase();
}
