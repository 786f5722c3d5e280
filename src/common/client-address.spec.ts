import { describe, expect, it } from 'vitest';

import { TrustedProxies } from './client-address.js';

const proxies = new TrustedProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

describe('TrustedProxies', () => {
  it.each([
    ['a stranger is believed nothing', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['a proxy is believed about its client', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['a chain of proxies is followed to the first stranger', '127.0.0.1', '198.51.100.1, 10.1.2.3', '198.51.100.1'],
    ['what a client wrote itself is not believed', '127.0.0.1', '1.2.3.4, 198.51.100.1', '198.51.100.1'],
    ['without the header the proxy itself counts', '127.0.0.1', undefined, '127.0.0.1'],
    ['nonsense is no address', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['IPv4 inside IPv6 is IPv4', '::ffff:127.0.0.1', '2001:db8::7', '2001:db8::7'],
    ['IPv6 proxies count too', 'fd00::1', '198.51.100.1', '198.51.100.1'],
    ['a chain of nothing but proxies ends at its first', '127.0.0.1', '10.0.0.7', '10.0.0.7'],
    ['a socket without an address has none', '', '198.51.100.1', ''],
  ])('%s', (_what, peer, forwardedFor, client) => {
    expect(proxies.clientOf(peer, forwardedFor)).toBe(client);
  });

  it('trusts nobody by default', () => {
    expect(new TrustedProxies([]).clientOf('127.0.0.1', '198.51.100.1')).toBe('127.0.0.1');
  });
});
