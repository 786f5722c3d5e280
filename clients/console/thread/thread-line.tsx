// One line of a thread, by its kind.

import { memo } from 'react';

import type { ConversationState } from '../../sdk/index.js';
import { useI18n } from '../i18n/i18n.js';
import { daysBetween } from '../i18n/format.js';
import { useNow } from '../shell/use-now.js';
import type { Head } from './head.js';
import type { Line } from './lines.js';
import { MessageLine } from './message-line.js';
import { PendingLine } from './pending-line.js';
import { type NameOf, systemText } from './system-text.js';

interface Props {
  line: Line;
  state: ConversationState;
  head: Head;
  nameOf: NameOf;
  onReply: (seq: number) => void;
}

function DayLine({ at }: { at: string }) {
  const { t, format } = useI18n();
  const days = daysBetween(at, useNow(60_000));
  const text = days === 0 ? t('thread.today') : days === 1 ? t('thread.yesterday') : format.day(at);
  return (
    <div className="sb-day">
      <time dateTime={at}>{text}</time>
    </div>
  );
}

function SystemLine({ line, nameOf }: { line: Extract<Line, { kind: 'system' }>; nameOf: NameOf }) {
  const i18n = useI18n();
  return (
    <div className="sb-system">
      <span>{systemText(line.item, i18n, nameOf)}</span>{' '}
      <time dateTime={line.item.at}>{i18n.format.time(line.item.at)}</time>
    </div>
  );
}

/** A line. */
export const ThreadLine = memo(function ThreadLine({ line, state, head, nameOf, onReply }: Props) {
  switch (line.kind) {
    case 'day':
      return <DayLine at={line.at} />;
    case 'system':
      return <SystemLine line={line} nameOf={nameOf} />;
    case 'message':
      return <MessageLine {...line} state={state} head={head} onReply={onReply} />;
    case 'pending':
      return <PendingLine message={line.message} />;
  }
}, sameLine);

/** Lines are made anew with every change; most of them still say the same. */
function sameLine(before: Props, after: Props): boolean {
  const [a, b] = [before.line, after.line];
  if (before.nameOf !== after.nameOf || before.onReply !== after.onReply || a.kind !== b.kind || a.key !== b.key)
    return false;
  if (a.kind === 'system' && b.kind === 'system') return a.item === b.item;
  if (a.kind === 'pending' && b.kind === 'pending') return a.message === b.message;
  if (a.kind !== 'message' || b.kind !== 'message') return true;
  if (before.head.customer.name !== after.head.customer.name) return false;
  const sameMessage = a.item === b.item && a.starts === b.starts && a.ends === b.ends;
  const quoted = (state: ConversationState, line: typeof a) =>
    line.item.kind === 'message' && line.item.replyTo !== undefined ? state.items : null;
  return sameMessage && before.state.marks === after.state.marks && quoted(before.state, a) === quoted(after.state, b);
}
