// Bus of the embedded default: nodes of one process. Alone it delivers nothing; tests join several.

import { Bus, type BusListener } from './bus.js';

/** What several in-process buses share: one by node name. */
export type SharedBus = Map<string, MemoryBus>;

export class MemoryBus extends Bus {
  readonly healthy = true;
  private readonly listeners = new Set<BusListener>();

  constructor(
    private readonly node: string,
    private readonly nodes: SharedBus = new Map(),
  ) {
    super();
    nodes.set(node, this);
  }

  get shared(): boolean {
    return this.nodes.size > 1;
  }

  publish(to: { node: string } | 'all', message: string): void {
    const receivers = to === 'all' ? [...this.nodes.values()].filter((bus) => bus !== this) : [this.nodes.get(to.node)];
    for (const receiver of receivers) if (receiver && receiver !== this) setImmediate(() => receiver.receive(message));
  }

  subscribe(listener: BusListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onBack(): () => void {
    return () => undefined;
  }

  close(): Promise<void> {
    this.listeners.clear();
    if (this.nodes.get(this.node) === this) this.nodes.delete(this.node);
    return Promise.resolve();
  }

  private receive(message: string): void {
    for (const listener of this.listeners) listener(message);
  }
}
