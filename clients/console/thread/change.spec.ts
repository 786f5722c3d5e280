// A change goes through when only messages came meanwhile, and stops when a colleague was first.

import { describe, expect, it, vi } from 'vitest';

import type { ConversationRow } from '../../sdk/protocol.js';
import { ApiProblem } from '../api/problem.js';
import { changeAsSeen } from './change.js';

const seen = {
  id: 'c1',
  version: 3,
  status: 'open',
  until: null,
  priority: 'normal',
  tags: ['vip'],
  assignee: null,
  customer: {},
} as unknown as ConversationRow;

function stale(body: Record<string, unknown>): ApiProblem {
  return new ApiProblem({ status: 412, code: 'conflict', detail: '', retryAfterMs: null, fields: [], body });
}

function callsOf(...answers: (ApiProblem | null)[]) {
  const change = vi.fn(async () => {
    const answer = answers.shift();
    if (answer) throw answer;
  });
  return { change, conversation: vi.fn(async () => ({ ...seen, version: 9 })) };
}

const RESOLVE = { status: 'resolved' } as const;

describe('changeAsSeen', () => {
  it('asks by the version that the agent saw', async () => {
    const calls = callsOf(null);
    expect(await changeAsSeen(calls, seen, RESOLVE, 'k')).toBeNull();
    expect(calls.change).toHaveBeenCalledWith('c1', RESOLVE, 3, 'k');
  });

  it('goes on by itself when only messages came', async () => {
    const calls = callsOf(stale({ conversation: { ...seen, version: 4 } }), null);
    expect(await changeAsSeen(calls, seen, RESOLVE, 'k')).toBeNull();
    expect(calls.change).toHaveBeenLastCalledWith('c1', RESOLVE, 4, 'k');
  });

  it('gives the present state when a colleague changed something', async () => {
    const present = { ...seen, version: 4, assignee: { id: 'a2', name: 'Lin' } };
    expect(await changeAsSeen(callsOf(stale({ conversation: present })), seen, RESOLVE, 'k')).toEqual(present);
  });

  it('asks for the present row where the answer has none', async () => {
    const calls = callsOf(stale({}), null);
    expect(await changeAsSeen(calls, seen, RESOLVE, 'k')).toBeNull();
    expect(calls.conversation).toHaveBeenCalledWith('c1');
    expect(calls.change).toHaveBeenLastCalledWith('c1', RESOLVE, 9, 'k');
  });

  it('lets other problems through', async () => {
    const forbidden = new ApiProblem({
      status: 403,
      code: 'forbidden',
      detail: '',
      retryAfterMs: null,
      fields: [],
      body: {},
    });
    await expect(changeAsSeen(callsOf(forbidden), seen, RESOLVE, 'k')).rejects.toBe(forbidden);
  });
});
