// The machine's own Chromium for browser tests, quiet and without background traffic.

import { chromium, type Browser } from 'playwright-core';
import { findBinary } from './binary.js';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Close it with `browser.close()`; it also ends with this process. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findBinary(['chromium', 'chromium-browser', 'google-chrome'], 'chromium');
  return chromium.launch({ executablePath, args: ARGS });
}
