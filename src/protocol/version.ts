// Names of the wire: path, subprotocol and version. Every client and the server read them here.

/** WebSocket subprotocol that a client asks for at the upgrade (RFC 6455 §1.9). */
export const SUBPROTOCOL = 'shopbell.v1';

/** Path of the WebSocket endpoint. */
export const SOCKET_PATH = '/ws';

/** Abilities of this server, told in `welcome.features`. Clients ignore names that they do not know. */
export const FEATURES = ['text', 'cards', 'notes', 'edit', 'recall', 'marks', 'typing', 'presence', 'inbox'] as const;
