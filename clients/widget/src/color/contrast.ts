// Contrast by WCAG 2.2, so that any colour a shop chooses stays readable. Colours are `#rrggbb`.

type Rgb = readonly [number, number, number];

const INK = '#14171f';
const WHITE = '#ffffff';
/** Steps in which a colour is mixed towards black or white until it stands out enough. */
const STEPS = 20;

function rgbOf(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function luminanceOf(color: string): number {
  const [red, green, blue] = rgbOf(color).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours: 1 (the same) to 21 (black on white). */
export function contrastOf(a: string, b: string): number {
  const [first, second] = [luminanceOf(a), luminanceOf(b)];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

/** `share` of the second colour (0–1) mixed into the first. */
export function mix(color: string, other: string, share: number): string {
  const [from, to] = [rgbOf(color), rgbOf(other)];
  const parts = from.map((part, index) => Math.round(part + ((to[index] ?? part) - part) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** Colour of text on a coloured ground: white as long as it is readable there, else ink. */
export function textOn(ground: string): string {
  if (contrastOf(ground, WHITE) >= 4.5) return WHITE;
  return contrastOf(ground, INK) >= 4.5
    ? INK
    : contrastOf(ground, WHITE) > contrastOf(ground, '#000000')
      ? WHITE
      : '#000000';
}

/** The colour itself if it stands out from the surface by `least`, else the nearest mix with black or white that does. */
export function standingOut(color: string, surface: string, least: number): string {
  const towards = luminanceOf(surface) > 0.18 ? '#000000' : WHITE;
  for (let step = 0; step < STEPS; step++) {
    const mixed = mix(color, towards, step / STEPS);
    if (contrastOf(mixed, surface) >= least) return mixed;
  }
  return towards;
}
