// The clients' only door to the contract. Values are named one by one, so that what a bundle does not use is left out of it.
export {
  CLOSE,
  CODES,
  DEFAULT_PAGE,
  SUBPROTOCOL,
  TIMES,
  WIRE_LIMITS,
  mayReconnect,
  previewOf,
} from '../../src/protocol/index.js';
export type * from '../../src/protocol/index.js';
