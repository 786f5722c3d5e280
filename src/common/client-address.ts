// Who really calls: only a trusted proxy may say for whom it speaks (`X-Forwarded-For`).

import { BlockList, isIP } from 'node:net';

export class TrustedProxies {
  private readonly trusted = new BlockList();

  /** `trustedProxies`: addresses or networks as `10.0.0.0/8`. */
  constructor(trustedProxies: readonly string[]) {
    for (const network of trustedProxies) {
      const [address = '', bits] = network.split('/');
      const family = familyOf(address);
      if (bits === undefined) this.trusted.addAddress(address, family);
      else this.trusted.addSubnet(address, Number(bits), family);
    }
  }

  /**
   * The last address of the chain that no trusted proxy stands behind.
   * @param peer the address of the socket
   * @param forwardedFor the header as it came: each proxy appends the address that it saw
   */
  clientOf(peer: string, forwardedFor: string | undefined): string {
    const chain = (forwardedFor ?? '').split(',').map((address) => address.trim());
    let address = plain(peer);
    while (this.trusts(address)) {
      const next = plain(chain.pop() ?? '');
      if (isIP(next) === 0) break;
      address = next;
    }
    return address;
  }

  private trusts(address: string): boolean {
    return isIP(address) !== 0 && this.trusted.check(address, familyOf(address));
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** IPv4 that came through an IPv6 socket counts as IPv4. */
function plain(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
