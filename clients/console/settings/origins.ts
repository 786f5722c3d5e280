// Addresses of shops as browsers name them.

/** The origin that a person typed, as a browser sends it; null where it is none. Plain http only for this very machine. */
export function originOf(typed: string): string | null {
  const text = typed.trim();
  const whole = text.includes('://') ? text : `https://${text}`;
  if (text === '' || /\s/.test(text) || !URL.canParse(whole)) return null;
  const { protocol, hostname, origin } = new URL(whole);
  const local = hostname === 'localhost' || hostname === '127.0.0.1';
  return protocol === 'https:' || (protocol === 'http:' && local) ? origin : null;
}
