// Colours and shapes of Mantine's parts. Everything else takes its colours from styles/tokens.css.

import { createTheme, localStorageColorSchemeManager, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#eefaf7',
  '#d8f2ec',
  '#b2e4da',
  '#82d1c4',
  '#52b9ab',
  '#2f9f92',
  '#1b857a',
  '#0f6e65',
  '#0b5750',
  '#083f3a',
];
const gray: MantineColorsTuple = [
  '#f8f9fb',
  '#f2f4f7',
  '#e9ecf1',
  '#dfe3ea',
  '#cbd2dc',
  '#a7b0be',
  '#7b8595',
  '#566072',
  '#353d4b',
  '#1a212e',
];
const dark: MantineColorsTuple = [
  '#dde1e8',
  '#b6bcc8',
  '#929aa8',
  '#69717f',
  '#434a57',
  '#323843',
  '#282d37',
  '#1b1f27',
  '#15181f',
  '#0f1217',
];

const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

/** Mantine's theme. */
export const theme = createTheme({
  colors: { petrol, gray, dark },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: FONT,
  headings: { fontFamily: FONT, fontWeight: '650' },
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, fz: 'xs' } },
    Menu: { defaultProps: { shadow: 'md', width: 220 } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', padding: 'lg', overlayProps: { blur: 2, backgroundOpacity: 0.45 } },
    },
  },
});

/** Keeps the choice of light and dark in the browser. */
export const colorSchemes = localStorageColorSchemeManager({ key: 'shopbell.theme' });
