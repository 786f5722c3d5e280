// Wake: word that something changed, as it goes to the loops that serve connections, and as it travels between nodes.

import type { Audience } from '../protocol/index.js';

/** An event that came with the word, ready to be pushed: its frame is encoded once for each audience. */
export interface InlineEvent {
  seq: number;
  audience: Audience;
  /** `seq` of the event before it, for each audience. */
  after: Record<Audience, number>;
  /** The whole frame. */
  frame(audience: Audience): string;
}

/** A conversation's log or head moved. */
export interface ConversationWake {
  kind: 'conversation';
  conversation: string;
  shop: string;
  customer: string;
  /** End of the log for each audience. */
  end: Record<Audience, number>;
  /** In rising order; absent when the word came from another node. */
  inline?: readonly InlineEvent[];
}

/** A conversation's marks grew. */
export interface MarksWake {
  kind: 'marks';
  conversation: string;
  shop: string;
  version: number;
}

/** Somebody is typing, or stopped. */
export interface TypingWake {
  kind: 'typing';
  conversation: string;
  who: { role: 'agent' | 'customer'; id: string; name: string | null };
  on: boolean;
}

/** A person came or went. */
export interface PresenceWake {
  kind: 'presence';
  /** Id of the agent or customer. */
  who: string;
  role: 'agent' | 'customer';
}

/** Rights of a person changed: check again at once. */
export interface RightsWake {
  kind: 'rights';
  role: 'agent' | 'customer';
  who: string;
}

/** Word of any kind. */
export type Wake = ConversationWake | MarksWake | TypingWake | PresenceWake | RightsWake;

/** Text for other nodes. Inline events stay behind: the receiver reads the log. */
export function encodeWakes(wakes: readonly Wake[]): string {
  return JSON.stringify(wakes, (key, value: unknown) => (key === 'inline' ? undefined : value));
}

/** Wakes of a message, or none if it is not one. Whatever it says only makes loops look. */
export function decodeWakes(message: string): Wake[] {
  try {
    const parsed: unknown = JSON.parse(message);
    return Array.isArray(parsed) ? parsed.filter(isWake) : [];
  } catch {
    return [];
  }
}

const KINDS = ['conversation', 'marks', 'typing', 'presence', 'rights'];

function isWake(value: unknown): value is Wake {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (!KINDS.includes(String(value.kind))) return false;
  const word: Partial<Record<string, unknown>> = { ...value };
  switch (word['kind']) {
    case 'conversation':
      return [word['conversation'], word['shop'], word['customer']].every(isText) && isEnd(word['end']);
    case 'marks':
      return isText(word['conversation']) && isText(word['shop']);
    case 'typing':
      return isText(word['conversation']) && typeof word['who'] === 'object' && word['who'] !== null;
    default:
      return isText(word['who']);
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';

function isEnd(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('all' in value) || !('agents' in value)) return false;
  return Number.isSafeInteger(value.all) && Number.isSafeInteger(value.agents);
}
