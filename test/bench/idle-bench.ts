// Resident memory of the server for each idle, authenticated connection.

import { Chatter, newTally } from './chatter.js';
import { residentBytes } from './host.js';
import { Installation } from './installation.js';

const AT_ONCE = 50;
/** Connections that bring the server's heap to its working size before the count begins. */
const WARM_UP = 2_000;
const SETTLE_MS = 12_000;

export interface IdleFigures {
  connections: number;
  bytesPerConnection: number;
}

export async function benchIdle(connections: number, progress: (done: number) => void): Promise<IdleFigures> {
  const installation = await Installation.start('sqlite');
  const clients: Chatter[] = [];
  try {
    const tally = newTally();
    const shop = await installation.shop(0);
    const open = async (number: number): Promise<void> => {
      const token = await installation.visitorToken(shop.shopKey);
      clients.push(
        await Chatter.open(installation.server.socketUrl, { token, device: `d${String(number)}` }, '', tally),
      );
    };
    // The first ones warm the server up and do not count.
    for (let number = 0; number < WARM_UP; number += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => open(number + index)));
    }
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const before = residentBytes(installation.server.pid);
    for (let number = WARM_UP; number < WARM_UP + connections; number += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => open(number + index)));
      progress(number + AT_ONCE - WARM_UP);
    }
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const after = residentBytes(installation.server.pid);
    return { connections, bytesPerConnection: Math.round((after - before) / connections) };
  } finally {
    for (const client of clients) client.close();
    await installation.stop();
  }
}
