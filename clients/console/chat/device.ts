// The id of this tab towards the server. A reload keeps it; a tab that was duplicated is told by the server to take another.

import { uuid } from '../api/uuid.js';
import { readStored, writeStored } from '../shell/stored.js';

const STORED = 'shopbell.device';

/** This tab's id. */
export function deviceId(): string {
  const stored = readStored(sessionStorage, STORED);
  if (stored !== null) return stored;
  const made = uuid();
  writeStored(sessionStorage, STORED, made);
  return made;
}
