// The moments until which a conversation can be put off, in the agent's time zone.

const HOUR_MS = 60 * 60_000;
/** Work begins at this hour of the day. */
const MORNING = 9;

/** ISO time of so many hours from now. */
export function inHours(hours: number, now: number): string {
  return new Date(now + hours * HOUR_MS).toISOString();
}

/** ISO time of nine o'clock of the next calendar day. */
export function tomorrowMorning(now: number): string {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1, MORNING).toISOString();
}
