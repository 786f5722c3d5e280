import { describe, expect, it } from 'vitest';
import { applyEvent, emptyConversation, type ChatEvent, type ConversationState } from '../../../../sdk/index.js';
import { timelineOf, type MessageRow } from './timeline.js';

const ANNA = { role: 'agent', id: 'anna', name: 'Anna' } as const;
const ME = { role: 'customer', id: 'me', name: 'Visitor' } as const;
const NO_COUNTS = { customer: 0, shop: 0 };

function stateOf(events: readonly (readonly [Record<string, unknown>, Date])[]): ConversationState {
  const full = events.map(([event, at], index) => {
    const base = { conversation: 'c', seq: index + 1, after: index, at: at.toISOString(), counts: NO_COUNTS };
    return { ...base, ...event } as unknown as ChatEvent;
  });
  return full.reduce(applyEvent, emptyConversation('c', 'customer'));
}

const says = (by: object, text: string, more = {}) => ({
  type: 'message',
  by,
  content: { kind: 'text', text },
  ...more,
});
const messagesOf = (state: ConversationState) =>
  timelineOf([state], []).filter((row): row is MessageRow => row.type === 'message');

describe('the timeline', () => {
  it('has one line for each day', () => {
    const state = stateOf([
      [says(ME, 'a'), new Date(2026, 0, 1, 23, 59)],
      [says(ME, 'b'), new Date(2026, 0, 2, 0, 0)],
      [says(ANNA, 'c'), new Date(2026, 0, 2, 9, 0)],
    ]);
    expect(timelineOf([state], []).map((row) => row.type)).toEqual(['day', 'message', 'day', 'message', 'message']);
  });

  it('puts messages of one sender within five minutes together', () => {
    const at = (minute: number) => new Date(2026, 0, 1, 9, minute);
    const rows = messagesOf(
      stateOf([
        [says(ANNA, 'a'), at(0)],
        [says(ANNA, 'b'), at(4)],
        [says(ANNA, 'c'), at(10)],
      ]),
    );
    expect(rows.map(({ first, last }) => [first, last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });

  it('says of each own message how far it came, wherever that differs from the next', () => {
    const at = new Date(2026, 0, 1, 9);
    const state = stateOf([
      [says(ME, 'a'), at],
      [says(ME, 'b'), at],
      [says(ME, 'c'), at],
    ]);
    const marks = { ...state.marks, delivered: { shop: 2, customer: 0 }, read: { shop: 1, customer: 0 } };
    const rows = messagesOf({ ...state, marks });
    expect(rows.map((row) => row.state)).toEqual(['read', 'delivered', 'sent']);
    expect(rows.every((row) => row.meta)).toBe(true);
  });

  it('keeps the key of an own message when its event takes the place of the send', () => {
    const at = new Date(2026, 0, 1, 9);
    const content = { kind: 'text', text: 'a' } as const;
    const [before] = timelineOf([], [{ id: 'id-1', content, at: at.toISOString(), state: 'sending' }]).slice(-1);
    const [after] = messagesOf(stateOf([[says(ME, 'a', { id: 'id-1' }), at]]));
    expect(before?.key).toBe('id-1');
    expect(after?.key).toBe('id-1');
  });

  it('shows no content of a withdrawn message, never a note, and edits as edited', () => {
    const at = new Date(2026, 0, 1, 9);
    const rows = messagesOf(
      stateOf([
        [says(ANNA, 'secret'), at],
        [{ ...says(ANNA, 'note'), type: 'note' }, at],
        [says(ANNA, 'old'), at],
        [{ type: 'recall', by: ANNA, of: 1 }, at],
        [{ type: 'edit', by: ANNA, of: 3, content: { kind: 'text', text: 'new' } }, at],
      ]),
    );
    expect(rows.map((row) => [row.content, row.edited])).toEqual([
      [null, false],
      [{ kind: 'text', text: 'new' }, true],
    ]);
  });
});
