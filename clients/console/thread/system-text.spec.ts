// System lines in words.

import { describe, expect, it } from 'vitest';

import type { SystemItem } from '../../sdk/index.js';
import type { I18n } from '../i18n/i18n.js';
import { translator } from '../i18n/i18n.js';
import { Format } from '../i18n/format.js';
import { systemText } from './system-text.js';

const format = new Format('en');
const english: I18n = { locale: 'en', format, t: translator('en', format), setLocale: () => undefined };
const ANA = { role: 'agent', id: 'a1', name: 'Ana' } as const;
const SERVER = { role: 'system', id: '', name: '' } as const;

function textOf(event: Record<string, unknown>, by: SystemItem['by'] = ANA): string {
  const item = { by, event: { ...event, by } } as unknown as SystemItem;
  return systemText(item, english, (agent) => (agent === 'a2' ? 'Lin' : null));
}

describe('systemText', () => {
  it.each([
    [{ type: 'assignment', from: null, to: 'a1' }, 'Ana took the conversation'],
    [{ type: 'assignment', from: null, to: 'a2' }, 'Ana assigned the conversation to Lin'],
    [{ type: 'assignment', from: null, to: 'a3' }, 'Ana assigned the conversation to a colleague'],
    [{ type: 'assignment', from: 'a1', to: null }, 'Ana put the conversation back for everybody'],
    [{ type: 'status', from: 'open', to: 'resolved' }, 'Ana resolved the conversation'],
    [{ type: 'priority', from: 'normal', to: 'urgent' }, 'Ana set the priority to Urgent'],
    [{ type: 'tags', added: ['vip', 'return'], removed: [] }, 'Ana added vip and return'],
    [{ type: 'tags', added: ['vip'], removed: ['new'] }, 'Ana added vip and removed new'],
    [{ type: 'rating', score: 4, comment: 'quick' }, 'Ana rated the conversation 4 of 5: “quick”'],
  ])('%o', (event, text) => {
    expect(textOf(event)).toBe(text);
  });

  it('tells a snooze that ended by itself from one that somebody ended', () => {
    expect(textOf({ type: 'status', from: 'snoozed', to: 'open' }, SERVER)).toBe('The snooze ended');
    expect(textOf({ type: 'status', from: 'snoozed', to: 'open' })).toBe('Ana reopened the conversation');
  });
});
