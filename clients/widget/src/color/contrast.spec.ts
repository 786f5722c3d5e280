import { describe, expect, it } from 'vitest';
import { contrastOf, mix, standingOut, textOn } from './contrast.js';

/** A grid over all colours. */
const COLORS = Array.from({ length: 216 }, (_, index) => {
  const parts = [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6];
  return `#${parts.map((part) => (part * 51).toString(16).padStart(2, '0')).join('')}`;
});

describe('contrast', () => {
  it('is 21 between black and white, in either order, and 1 of a colour with itself', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastOf('#ffffff', '#000000')).toBeCloseTo(21, 5);
    expect(contrastOf('#3f6b4f', '#3f6b4f')).toBe(1);
  });

  it('agrees with a published value', () => {
    expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });

  it('of the text on any colour is enough for normal text', () => {
    for (const color of COLORS) expect(contrastOf(color, textOn(color)), color).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['#ffffff', '#f1f3f6', '#242932', '#15181e'])(
    'of any colour made to stand out from %s is enough',
    (surface) => {
      for (const color of COLORS) {
        const shown = standingOut(color, surface, 4.5);
        expect(contrastOf(shown, surface), color).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it('leaves a colour alone that stands out already', () => {
    expect(standingOut('#0f766e', '#ffffff', 4.5)).toBe('#0f766e');
  });

  it('mixes by share', () => {
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
    expect(mix('#0f766e', '#ffffff', 0)).toBe('#0f766e');
  });
});
