// The fold: whatever way the events take, the same state comes out.

import { describe, expect, it } from 'vitest';
import { applyEvent, placeOf, prependPage } from './apply-event.js';
import { emptyConversation, type ConversationState } from './conversation-state.js';
import type { ChatEvent } from './protocol.js';
import { agent, event, message, messages } from './testing/examples.js';

const fold = (events: ChatEvent[], from: ConversationState = emptyConversation('c1', 'customer')) =>
  events.reduce(applyEvent, from);
const words = (text: string) => ({ kind: 'text', text }) as const;

describe('applyEvent', () => {
  it('tells repeats, the next and gaps apart, and leaves the same object for all but the next', () => {
    const state = fold(messages(1, 3));
    expect([message(3), message(4), message(6)].map((one) => placeOf(state, one))).toEqual(['repeat', 'next', 'gap']);
    expect(applyEvent(state, message(2))).toBe(state);
    expect(applyEvent(state, message(6))).toBe(state);
  });

  it('folds edits and recalls into their message', () => {
    const state = fold([
      message(1, 'a'),
      message(2, 'b'),
      event(3, { type: 'edit', of: 1, content: words('A') }),
      event(4, { type: 'recall', of: 2 }),
    ]);
    expect(state.items).toMatchObject([
      { content: words('A'), edited: 3 },
      { content: null, recalled: 4 },
    ]);
    expect(state.cursor).toBe(4);
  });

  it('lets a recall win over an edit, and the latest edit over earlier ones', () => {
    const state = fold([
      message(1, 'a', { edited: 3, content: words('late') }),
      event(2, { type: 'edit', of: 1, content: words('early') }),
    ]);
    expect(state.items).toMatchObject([{ content: words('late'), edited: 3 }]);
    const recalled = fold(
      [event(3, { type: 'recall', of: 1 }), event(4, { type: 'edit', of: 1, content: words('back') })],
      state,
    );
    expect(recalled.items).toMatchObject([{ content: null, recalled: 3 }]);
  });

  it('keeps status, assignee, priority and tags', () => {
    const state = fold([
      event(1, { type: 'opened', source: 'widget' }),
      event(2, { type: 'status', from: 'open', to: 'snoozed', until: 'later' }),
      event(3, { type: 'assignment', from: null, to: 'agent-1' }, { by: { role: 'system', id: '', name: '' } }),
      event(4, { type: 'priority', from: 'normal', to: 'urgent' }),
      event(5, { type: 'tags', added: ['a', 'b'], removed: [] }),
      event(6, { type: 'tags', added: [], removed: ['a'] }),
    ]);
    expect(state).toMatchObject({
      status: 'snoozed',
      until: 'later',
      assignee: { id: 'agent-1', name: null },
      priority: 'urgent',
      tags: ['b'],
    });
    expect(applyEvent(state, message(7)).assignee).toEqual({ id: agent.id, name: agent.name });
    expect(state.items).toHaveLength(6);
  });

  it('does not let an event that a snapshot already holds change the head back', () => {
    const state = { ...emptyConversation('c1', 'customer'), last: 9, status: 'resolved', ready: true } as const;
    expect(applyEvent(state, event(1, { type: 'status', from: 'open', to: 'pending' })).status).toBe('resolved');
  });
});

describe('prependPage', () => {
  it('applies edits and recalls that came before their message', () => {
    let state = fold([event(5, { type: 'edit', of: 2, content: words('B') }), event(6, { type: 'recall', of: 1 })], {
      ...emptyConversation('c1', 'customer'),
      cursor: 4,
    });
    state = prependPage(state, messages(2, 4));
    state = prependPage(state, messages(1, 1));
    expect(state).toEqual({
      ...fold([
        ...messages(1, 4),
        event(5, { type: 'edit', of: 2, content: words('B') }),
        event(6, { type: 'recall', of: 1 }),
      ]),
      touches: new Map(),
    });
  });
});

// A small generator of numbers, so that a seed gives the same run again.
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A log of many kinds of event, with numbers missing as shoppers see it. */
function randomLog(next: (below: number) => number, length: number): ChatEvent[] {
  const log: ChatEvent[] = [];
  const texts: number[] = [];
  let seq = 0;
  for (let n = 0; n < length; n++) {
    const after = seq;
    seq += 1 + (next(3) === 0 ? next(3) : 0);
    const of = texts[next(Math.max(1, texts.length))];
    const kind = next(10);
    if (of !== undefined && kind < 3)
      log.push(event(seq, { type: 'edit', of, content: words(`edit ${String(seq)}`) }, { after }));
    else if (of !== undefined && kind === 3) log.push(event(seq, { type: 'recall', of }, { after }));
    else if (kind === 4) log.push(event(seq, { type: 'status', from: 'open', to: 'pending' }, { after }));
    else if (kind === 5) log.push(event(seq, { type: 'confetti' }, { after }));
    else texts.push(log.push(message(seq, undefined, { after })) && seq);
  }
  return log;
}

/** The log as a page gives it: messages bear their present content. */
function present(log: ChatEvent[]): ChatEvent[] {
  const items = fold(log).items;
  return log.map((one) => {
    const item = items.find((held) => held.seq === one.seq);
    if (one.type !== 'message' || item?.kind !== 'message') return one;
    const { content, edited, recalled } = item;
    return { ...one, content, ...(edited !== undefined && { edited }), ...(recalled !== undefined && { recalled }) };
  });
}

it('ends in equal state whatever is repeated, reordered, missing, paged or loaded backward', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  for (let round = 0; round < 200; round++) {
    const next = random(seed + round);
    const log = randomLog(next, 5 + next(60));
    const paged = present(log);
    const expected = fold(log);
    // From somewhere in the middle: history backward, the rest by pushes in any order with pages for the gaps.
    const start = next(log.length);
    let state: ConversationState = {
      ...emptyConversation('c1', 'customer'),
      ready: true,
      cursor: log[start]?.after ?? 0,
      // As a snapshot would tell it.
      status: fold(log.slice(0, start)).status,
    };
    let guard = 0;
    while (state.cursor < expected.cursor || state.hasMore) {
      const way = next(4);
      const from = log.findIndex((one) => one.seq > state.cursor);
      if (way === 0 && state.first > 0) {
        const end = log.findIndex((one) => one.seq === state.first);
        state = prependPage(state, (next(2) ? paged : log).slice(Math.max(0, end - 1 - next(8)), end));
      } else if (way === 1 && from >= 0) {
        for (const one of paged.slice(from, from + 1 + next(5))) state = applyEvent(state, one);
      } else {
        state = applyEvent(state, log[next(log.length)] ?? message(1));
      }
      if (++guard > 20_000) throw new Error(`no end, SEED=${String(seed)} round ${String(round)}`);
    }
    expect(state, `SEED=${String(seed)} round ${String(round)}`).toEqual(expected);
  }
});
