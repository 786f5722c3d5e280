// The public face of the SDK, in one place.
export { createClient } from './client.js';
export { applyEvent, placeOf, prependPage } from './apply-event.js';
export { emptyConversation } from './conversation-state.js';
export { deliveryOf, sideOf } from './delivery.js';
export { StopError } from './types.js';
export { SUBPROTOCOL, previewOf } from './protocol.js';
export type { Clock, Timer } from './clock.js';
export type {
  ConversationState,
  DeliveryState,
  Item,
  MessageItem,
  NoteItem,
  PendingMessage,
  SystemItem,
  SystemType,
  Touch,
  TypingPerson,
} from './conversation-state.js';
export type {
  Client,
  ClientEvents,
  ClientOptions,
  ClientState,
  KeyValueStorage,
  Lifecycle,
  OutgoingMessage,
  SocketClass,
  SocketLike,
  StateReason,
} from './types.js';
export type * from './protocol.js';
