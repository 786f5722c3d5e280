// Lines of a thread: days, groups, and what is still on its way.

import { describe, expect, it } from 'vitest';

import type { Item, PendingMessage } from '../../sdk/index.js';
import { linesOf } from './lines.js';

const NOON = new Date(2026, 10, 21, 12).getTime();
const counts = { customer: 0, shop: 0 };

function message(seq: number, minutes: number, who = 'c', kind: 'message' | 'note' = 'message'): Item {
  const by = { role: who === 'c' ? ('customer' as const) : ('agent' as const), id: who, name: who };
  return {
    kind,
    seq,
    by,
    at: new Date(NOON + minutes * 60_000).toISOString(),
    counts,
    content: { kind: 'text', text: 'x' },
  };
}

function shapeOf(items: readonly Item[], pending: readonly PendingMessage[] = []): string[] {
  return linesOf({ items, pending }).map((line) =>
    line.kind === 'message' ? `${line.starts ? '<' : '-'}${line.item.seq}${line.ends ? '>' : '-'}` : line.kind,
  );
}

describe('linesOf', () => {
  it('draws nothing for nothing', () => {
    expect(shapeOf([])).toEqual([]);
  });

  it('groups what one person says within five minutes', () => {
    expect(shapeOf([message(1, 0), message(2, 4), message(3, 10)])).toEqual(['day', '<1-', '-2>', '<3>']);
  });

  it('begins a group for another person and for a note', () => {
    const items = [message(1, 0), message(2, 1, 'a'), message(3, 2, 'a', 'note')];
    expect(shapeOf(items)).toEqual(['day', '<1>', '<2>', '<3>']);
  });

  it('draws a line where a day begins', () => {
    expect(shapeOf([message(1, 0), message(2, 24 * 60)])).toEqual(['day', '<1>', 'day', '<2>']);
  });

  it('puts unsent messages at the end and keeps their key once they are sent', () => {
    const unsent: PendingMessage = { id: 'u1', content: { kind: 'text', text: 'x' }, at: '', state: 'sending' };
    expect(shapeOf([message(1, 0)], [unsent])).toEqual(['day', '<1>', 'pending']);
    const sent = { ...message(2, 1, 'a'), id: 'u1' } as Item;
    expect(linesOf({ items: [sent], pending: [] }).at(-1)?.key).toBe('u1');
  });
});
