// Shapes of single values in the environment: addresses, origins, lists of servers. Pure predicates.

import { BlockList, isIP } from 'node:net';

/** The parsed address, or null when it is none. */
export function urlOf(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

/** `https://chat.example.com`: scheme, host and port, nothing behind them. */
export function isOrigin(value: string): boolean {
  const url = urlOf(value);
  return url !== null && /^https?:$/.test(url.protocol) && value.replace(/\/$/, '').toLowerCase() === url.origin;
}

/** `sqlite:PATH` or `mysql://user:password@host:port/name` (`mariadb:` too). */
export function isDatabaseUrl(value: string): boolean {
  if (value.startsWith('sqlite:')) return /^sqlite:(?!\/\/).+/.test(value);
  const url = urlOf(value);
  return url !== null && /^(mysql|mariadb):$/.test(url.protocol) && url.hostname !== '' && url.pathname.length > 1;
}

/** `host:port`, IPv6 in brackets. */
export function isHostPort(value: string): boolean {
  const port = /^(?:\[[0-9a-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(value)?.[1];
  return port !== undefined && isPort(Number(port));
}

/** `host:port` or `nats://user:password@host:port` (`tls:` for an encrypted connection). */
export function isNatsServer(value: string): boolean {
  if (isHostPort(value)) return true;
  const url = urlOf(value);
  return url !== null && /^(nats|tls):$/.test(url.protocol) && isHostPort(url.host) && url.pathname.length <= 1;
}

/** `smtp://user:password@host:port`, `smtps:` for an encrypted connection from the start. */
export function isSmtpUrl(value: string): boolean {
  const url = urlOf(value);
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
}

/** An IP address, or a network as `10.0.0.0/8`. */
export function isNetwork(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

/** A sender as `help@example.com` or `Shop <help@example.com>`. */
export function isMailbox(value: string): boolean {
  return /^(?:[^<>\r\n@]{1,100}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(value);
}

/** A name that may stand in a subject of the bus. */
export function isNodeName(value: string): boolean {
  return /^[\w-]{1,64}$/.test(value);
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}
