// How long a customer has waited for an answer, and how urgent that is.

/** From here on the wait is shown as a warning. */
export const WARN_MS = 100_000;
/** From here on the shop has answered too late. */
export const BREACH_MS = 180_000;

/** How urgent an answer is. */
export type Urgency = 'calm' | 'warn' | 'breach';

/** A customer's wait. */
export interface Wait {
  readonly ms: number;
  readonly urgency: Urgency;
}

/** The wait since a moment (ISO time); null when nobody waits. A clock that runs ahead never shows less than nothing. */
export function waitSince(waitingSince: string | null, now: number): Wait | null {
  if (waitingSince === null) return null;
  const ms = Math.max(0, now - Date.parse(waitingSince));
  return { ms, urgency: ms >= BREACH_MS ? 'breach' : ms >= WARN_MS ? 'warn' : 'calm' };
}
