// What the shop's side sets on a conversation as one decision: status, assignee, priority and tags, an event each.

import { ChatError } from '../common/chat-error.js';
import type { Decision, Draft, HeadPatch } from '../persistence/log/log-types.js';
import type { Priority, Status } from '../protocol/index.js';
import { type Head, setStatus } from './life.js';

/** A checked request. Absent: stays as it is. */
export interface Change {
  status?: Status;
  untilMs: number | null;
  assignee?: string | null;
  priority?: Priority;
  /** The whole list, normalised. */
  tags?: string[];
  /** Why the assignee changes, when not by hand. */
  why?: string;
  /** The version that the asker has seen. */
  ifMatch?: number;
}

/** The conversation is not in the version that the asker has seen. */
export class StaleVersion extends ChatError {
  constructor() {
    super('conflict', 'It was changed meanwhile', { status: 412, retryable: false });
  }
}

/** No events where nothing is to be changed. */
export function decideChange(head: Head, at: number, change: Change): Decision {
  if (change.ifMatch !== undefined && change.ifMatch !== head.version) throw new StaleVersion();
  const events: Draft[] = [];
  const patch: HeadPatch = {};
  const move = change.status === undefined ? undefined : setStatus(head, at, change.status, change.untilMs);
  if (move) {
    events.push(move.event);
    Object.assign(patch, move.patch);
  }
  for (const [draft, part] of [assigned(head, change), prioritised(head, change), tagged(head, change)]) {
    if (!draft) continue;
    events.push(draft);
    Object.assign(patch, part);
  }
  return { events, patch, ...(move?.also ? { also: move.also } : {}) };
}

type Part = [Draft | null, HeadPatch];
const NOTHING: Part = [null, {}];

function assigned(head: Head, { assignee, why }: Change): Part {
  if (assignee === undefined || assignee === head.assigneeId) return NOTHING;
  const body = { from: head.assigneeId, to: assignee, ...(why === undefined ? {} : { why }) };
  return [{ type: 'assignment', audience: 'all', body }, { assigneeId: assignee }];
}

function prioritised(head: Head, { priority }: Change): Part {
  if (priority === undefined || priority === head.priority) return NOTHING;
  return [{ type: 'priority', audience: 'agents', body: { from: head.priority, to: priority } }, { priority }];
}

function tagged(head: Head, { tags }: Change): Part {
  if (tags === undefined) return NOTHING;
  const added = tags.filter((tag) => !head.tags.includes(tag));
  const removed = head.tags.filter((tag) => !tags.includes(tag));
  if (added.length + removed.length === 0) return NOTHING;
  return [{ type: 'tags', audience: 'agents', body: { added, removed } }, { tags }];
}
