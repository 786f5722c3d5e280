// The contract: everything that both ends of the wire must agree on. Imports nothing from outside this folder.
export * from './version.js';
export * from './limits.js';
export * from './codes.js';
export * from './content.js';
export * from './words.js';
export * from './events.js';
export * from './rows.js';
export * from './frames.js';
export * from './rights.js';
export * from './http.js';
export * from './golden.js';
