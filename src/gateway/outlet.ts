// Outlet: whatever brings frames to a client. A socket today; streams and polls have the same shape.

import type { CloseCode, Code, ServerFrameName, ServerFrames } from '../protocol/index.js';

export interface Outlet {
  /** Id of the session. */
  readonly id: string;
  /** Whether the out-queue has room. Events wait in the log while it has none. */
  readonly writable: boolean;
  /** Takes one encoded frame; false once it is closing. */
  send(text: string): boolean;
  /** Encodes and takes one frame. A `welcome` opens the way for the client's other frames. */
  frame<N extends ServerFrameName>(event: N, data: ServerFrames[N]): boolean;
  /** Calls back once, when the full out-queue has drained; soon, if it is not full. */
  onWritable(listener: () => void): void;
  error(code: Code, message: string, of: string, extra?: { conversation?: string; retryAfterMs?: number }): boolean;
  close(code: CloseCode, reason?: string): void;
}
