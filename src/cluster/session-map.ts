// The session map: which nodes hold live sessions of whom. A hint, never truth: an entry may be late, missing or stale.

/** A life of a node: its name and the random id of this start. */
export interface NodeLife {
  node: string;
  boot: string;
}

/** Contract of every session map. Keys are hashes of a fixed alphabet. Each call ends within 250 ms, by an answer or a rejection, and the caller does without it. */
export abstract class SessionMap {
  /** This node holds a live session of `key` now. Entering twice is entering once. */
  abstract enter(key: string): Promise<void>;

  /** This node holds no session of `key` any more. Other nodes' entries stay. */
  abstract leave(key: string): Promise<void>;

  /** Which nodes hold each key; a key that nobody holds has an empty list. */
  abstract nodesOf(keys: readonly string[]): Promise<Map<string, NodeLife[]>>;

  /** Whether it answers now. */
  abstract readonly healthy: boolean;

  /** Removes this node's entries and lets go of the connection. */
  abstract close(): Promise<void>;
}
