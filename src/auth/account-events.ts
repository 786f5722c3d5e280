// Tells this process at once that an account's rights changed, so that its connections are checked again before the
// regular look. Other nodes notice by their own look within seconds: this is speed, never truth.

import { Injectable } from '@nestjs/common';

import type { AgentState } from '../protocol/index.js';

/** Whose rights changed. */
export interface RightsChange {
  kind: 'agent' | 'customer' | 'apiKey';
  id: string;
}

/** What an agent chose to show. */
export interface StateChange {
  agentId: string;
  state: AgentState;
  shops: readonly string[];
}

@Injectable()
export class AccountEvents {
  private readonly rights = new Set<(change: RightsChange) => void>();
  private readonly states = new Set<(change: StateChange) => void>();

  /** Hears of every change; the result stops that. Listeners must neither throw nor wait. */
  onRightsChanged(listener: (change: RightsChange) => void): () => void {
    this.rights.add(listener);
    return () => this.rights.delete(listener);
  }

  /** Hears what agents choose to show; the result stops that. */
  onStateChanged(listener: (change: StateChange) => void): () => void {
    this.states.add(listener);
    return () => this.states.delete(listener);
  }

  /** To be called after the commit. */
  rightsChanged(kind: RightsChange['kind'], id: string): void {
    for (const listener of this.rights) listener({ kind, id });
  }

  /** To be called after the commit. */
  stateChanged(change: StateChange): void {
    for (const listener of this.states) listener(change);
  }
}
