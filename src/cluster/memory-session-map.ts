// Session map of the embedded default: one process, so one table in memory. Tests share a table between several.

import { type NodeLife, SessionMap } from './session-map.js';

/** What several in-process maps share: entries by key, then by node. */
export type SharedSessions = Map<string, Map<string, NodeLife>>;

export class MemorySessionMap extends SessionMap {
  readonly healthy = true;

  constructor(
    private readonly self: NodeLife,
    private readonly entries: SharedSessions = new Map(),
  ) {
    super();
  }

  enter(key: string): Promise<void> {
    const nodes = this.entries.get(key) ?? new Map<string, NodeLife>();
    nodes.set(this.self.node, this.self);
    this.entries.set(key, nodes);
    return Promise.resolve();
  }

  leave(key: string): Promise<void> {
    const nodes = this.entries.get(key);
    if (nodes?.get(this.self.node)?.boot === this.self.boot) nodes.delete(this.self.node);
    if (nodes?.size === 0) this.entries.delete(key);
    return Promise.resolve();
  }

  nodesOf(keys: readonly string[]): Promise<Map<string, NodeLife[]>> {
    return Promise.resolve(new Map(keys.map((key) => [key, [...(this.entries.get(key)?.values() ?? [])]])));
  }

  async close(): Promise<void> {
    for (const key of [...this.entries.keys()]) await this.leave(key);
  }
}
