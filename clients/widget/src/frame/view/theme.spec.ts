import { expect, it } from 'vitest';
import { contrastOf } from '../../color/contrast.js';
import { GROUNDS, themeOf } from './theme.js';

it.each(['#ffffff', '#000000', '#facc15', '#0f766e', '#e11d48', '#808080'])(
  'keeps %s readable in both themes',
  (color) => {
    const theme = themeOf(color);
    const of = (name: string) => theme[name] ?? '';
    for (const [name, { surface, raised }] of Object.entries(GROUNDS)) {
      expect(contrastOf(of(`--${name}-fill`), of(`--${name}-on`))).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(of(`--${name}-deep`), of(`--${name}-on`))).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(of(`--${name}-fill`), surface)).toBeGreaterThanOrEqual(1.35);
      expect(contrastOf(of(`--${name}-accent`), raised)).toBeGreaterThanOrEqual(4.5);
      expect(contrastOf(of(`--${name}-accent`), surface)).toBeGreaterThanOrEqual(4.5);
    }
  },
);
