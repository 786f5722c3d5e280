// The conversations that this client holds. States are replaced, never changed; what changed is told once for each batch of work.

import { emptyConversation, type ConversationState } from './conversation-state.js';
import { latestFirst } from './latest-first.js';
import type { Side } from './protocol.js';

/** What the store tells when a batch of work is done. */
export interface Changes {
  conversation(id: string): void;
  conversations(ids: readonly string[]): void;
}

/** States by conversation id. */
export class Conversations {
  private readonly states = new Map<string, ConversationState>();
  private readonly dirty = new Set<string>();
  private setChanged = false;
  private depth = 0;
  private side: Side = 'customer';

  constructor(private readonly changes: Changes) {}

  get(id: string): ConversationState | undefined {
    return this.states.get(id);
  }

  /** Latest activity first. */
  list(): ConversationState[] {
    return [...this.states.values()].sort(latestFirst);
  }

  /** The side that new states are on; a change of side drops everything. */
  setSide(side: Side): void {
    if (side === this.side) return;
    this.side = side;
    for (const state of this.list()) this.put({ ...emptyConversation(state.id, side) });
  }

  /** Makes a state if there is none yet. */
  ensure(id: string): ConversationState {
    const state = this.states.get(id) ?? emptyConversation(id, this.side);
    return this.batch(() => {
      if (!this.states.has(id)) this.setChanged = true;
      this.put(state);
      return state;
    });
  }

  /** Replaces a state by what `change` makes of it; nothing happens for a conversation that is not held. */
  update(id: string, change: (state: ConversationState) => ConversationState): void {
    const state = this.states.get(id);
    if (state) this.put(change(state));
  }

  /** Empties a state: what is held is of another life of the log. */
  reset(id: string): void {
    this.update(id, () => emptyConversation(id, this.side));
  }

  drop(id: string): void {
    if (!this.states.delete(id)) return;
    this.setChanged = true;
    this.dirty.add(id);
    if (this.depth === 0) this.tell();
  }

  /** Does some work, then tells what it changed; nested batches tell with the outermost. */
  batch<T>(work: () => T): T {
    this.depth += 1;
    try {
      return work();
    } finally {
      this.depth -= 1;
      if (this.depth === 0) this.tell();
    }
  }

  private put(state: ConversationState): void {
    if (this.states.get(state.id) === state) return;
    this.states.set(state.id, state);
    this.dirty.add(state.id);
    if (this.depth === 0) this.tell();
  }

  private tell(): void {
    const ids = [...this.dirty];
    const setChanged = this.setChanged;
    this.dirty.clear();
    this.setChanged = false;
    for (const id of ids) this.changes.conversation(id);
    if (setChanged) this.changes.conversations([...this.states.keys()]);
  }
}
