// Addresses that cards may lead to.

/** True for a whole https address; anything else is drawn as no link. */
export function isHttps(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:';
}
