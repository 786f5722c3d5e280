// What must happen to the conversations of an agent who leaves a shop. Conversations stand above this folder and provide it.

/** The agent who removed the other: the actor of the events. */
export interface RemovedBy {
  id: string;
  name: string;
}

/** Provided by the module of conversations (global, so that this folder need not know it). */
export abstract class AssignmentRelease {
  /**
   * Gives the agent's unresolved conversations in the shop back to nobody, each by an `assignment` event.
   * Must be repeatable: it is called again after a crash.
   */
  abstract release(shopId: string, agentId: string, by: RemovedBy): Promise<void>;
}
