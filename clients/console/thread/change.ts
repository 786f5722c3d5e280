// One change of a conversation, made only if it still stands as the agent saw it. That a customer wrote meanwhile is no
// reason to ask the agent again; that a colleague changed something is.

import type { ChangeRequest, ConversationRow } from '../../sdk/protocol.js';
import type { Calls } from '../api/calls.js';
import { ApiProblem } from '../api/problem.js';
import { type Head, sameFacts } from './head.js';

const TRIES = 4;

/** Makes the change; gives the present row instead when a colleague was first. Throws ApiProblem. */
export async function changeAsSeen(
  calls: Pick<Calls, 'change' | 'conversation'>,
  seen: Head,
  request: ChangeRequest,
  key: string,
): Promise<ConversationRow | null> {
  let { version } = seen;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await calls.change(seen.id, request, version, key);
      return null;
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 412) throw error;
      const present = presentIn(error.body) ?? (await calls.conversation(seen.id));
      if (!sameFacts(seen, present) || attempt === TRIES) return present;
      version = present.version;
    }
  }
}

/** The present row that a stale change is answered with; undefined where a proxy answered in the server's place. */
function presentIn({ conversation }: Readonly<Record<string, unknown>>): ConversationRow | undefined {
  return typeof conversation === 'object' && conversation !== null ? (conversation as ConversationRow) : undefined;
}
