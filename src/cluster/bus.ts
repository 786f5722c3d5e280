// The bus between nodes. It may drop, repeat and reorder: nothing above it may care.

/** Receives one message of another node. Must not throw or wait. */
export type BusListener = (message: string) => void;

/** Contract of every bus. A node never hears its own messages. */
export abstract class Bus {
  /** Sends to one node by name, or to all others. Never waits and never throws. */
  abstract publish(to: { node: string } | 'all', message: string): void;

  /** Hears messages to this node and to all. Returns how to stop. */
  abstract subscribe(listener: BusListener): () => void;

  /** Hears that the bus is back after a break: messages may have been lost meanwhile. */
  abstract onBack(listener: () => void): () => void;

  /** Whether messages flow now. */
  abstract readonly healthy: boolean;

  /** Whether other nodes can hear at all; false in one process alone. */
  abstract readonly shared: boolean;

  abstract close(): Promise<void>;
}
