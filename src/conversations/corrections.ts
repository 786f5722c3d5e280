// Edits and recalls as pure decisions: they rewrite what is stored in the commit that appends them, so that no read begun
// after it gives the old words out.

import { isDeepStrictEqual } from 'node:util';

import { ChatError, notFound } from '../common/chat-error.js';
import { sees } from '../persistence/event-wire.js';
import type { EventRow } from '../persistence/entities/index.js';
import type { Decision, Sender, Situation } from '../persistence/log/log-types.js';
import { type Audience, type Content, TIMES } from '../protocol/index.js';
import { isSender } from './actor.js';
import { previewText } from './life.js';

/** Who corrects, and what that person sees. */
export interface Corrector {
  sender: Sender;
  audience: Audience;
  /** May recall what others wrote. */
  any: boolean;
}

/** Kinds whose content may be replaced by another of the same kind. Files are recalled and sent anew. */
const EDITABLE = ['text', 'product', 'order'];

/** Throws `not_found`, `invalid` (no message, or recalled), `forbidden` (another's, or too late), `unsupported`. */
export function decideEdit({ head, at, row }: Situation, { sender, audience }: Corrector, content: Content): Decision {
  const message = messageOf(row, audience);
  const present = message.content['content'] as Content | null;
  if (present === null) throw new ChatError('invalid', 'A recalled message cannot be edited');
  if (!isSender(sender, message.sender)) throw new ChatError('forbidden', 'Only its sender may edit a message');
  if (at - message.createdAt > TIMES.editMs) throw new ChatError('forbidden', 'It is too late to edit this message');
  if (content.kind !== present.kind || !EDITABLE.includes(content.kind)) {
    throw new ChatError('unsupported', 'A message keeps its kind when it is edited');
  }
  if (isDeepStrictEqual(content, present)) return { events: [] };
  const body = { ...message.content, content, edited: head.lastSeq + 1 };
  const isLast = head.previewSeq === message.seq && message.type === 'message';
  return {
    events: [{ type: 'edit', audience: message.audience, body: { of: message.seq, content } }],
    rewrites: [{ seq: message.seq, body }],
    ...(isLast ? { patch: { previewText: previewText(content) } } : {}),
  };
}

/** What a recall does, and the files whose bytes must go. */
export interface Recall {
  decision: Decision;
  files: string[];
}

/** Throws `not_found`, `invalid` (no message) or `forbidden` (another's). A repeat appends nothing. */
export function decideRecall({ head, row, edits }: Situation, { sender, audience, any }: Corrector): Recall {
  const message = messageOf(row, audience);
  if (!any && !isSender(sender, message.sender))
    throw new ChatError('forbidden', 'Only its sender may recall a message');
  if (message.content['recalled'] !== undefined) return { decision: { events: [] }, files: [] };
  const { content, mentions: _mentions, ...rest } = message.content;
  const files = [content, ...edits.map((edit) => edit.content['content'])].flatMap(fileOf);
  const rewrites = [
    { seq: message.seq, body: { ...rest, content: null, recalled: head.lastSeq + 1 } },
    ...edits.map(({ seq }) => ({ seq, body: { of: message.seq, content: null } })),
  ];
  const isLast = head.previewSeq === message.seq && message.type === 'message';
  const decision: Decision = {
    events: [{ type: 'recall', audience: message.audience, body: { of: message.seq } }],
    rewrites,
    ...(isLast ? { patch: { previewText: '' } } : {}),
  };
  return { decision, files };
}

function messageOf(row: EventRow | undefined, audience: Audience): EventRow {
  if (!row || !sees(row, audience)) throw notFound('No such message');
  if (row.type !== 'message' && row.type !== 'note') throw new ChatError('invalid', 'This event is no message');
  return row;
}

function fileOf(content: unknown): string[] {
  const file: unknown = typeof content === 'object' && content !== null ? Reflect.get(content, 'file') : undefined;
  return typeof file === 'string' ? [file] : [];
}
