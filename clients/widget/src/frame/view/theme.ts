// The shop's colour as the screens use it: always readable, on light and on dark.

import { mix, standingOut, textOn } from '../../color/contrast.js';

/** Grounds of the two themes, as in the style sheet: of the panel, and of a bubble on it. */
export const GROUNDS = {
  light: { surface: '#ffffff', raised: '#f1f3f6' },
  dark: { surface: '#15181e', raised: '#242932' },
} as const;
/** A filled shape must stand out from its ground at least so much. */
const SHAPE = 1.35;
/** Text of normal size (WCAG AA). */
const TEXT = 4.5;

/** Custom properties for one colour: fill, text on it, its deeper end, and the colour as text, for each theme. */
export function themeOf(color: string): Record<string, string> {
  const entries = Object.entries(GROUNDS).flatMap(([theme, { surface, raised }]) => {
    const fill = standingOut(color, surface, SHAPE);
    const on = textOn(fill);
    const deep = mix(fill, on === '#ffffff' ? '#000000' : '#ffffff', 0.2);
    const accent = standingOut(color, raised, TEXT);
    return Object.entries({ fill, on, deep, accent }).map(([name, value]) => [`--${theme}-${name}`, value]);
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

/** Gives an element the theme of a colour. */
export function applyTheme(element: HTMLElement, color: string): void {
  for (const [name, value] of Object.entries(themeOf(color))) element.style.setProperty(name, value);
}
