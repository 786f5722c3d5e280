import { describe, expect, it } from 'vitest';

import type { EventRow } from '../persistence/entities/index.js';
import type { LogReader } from '../persistence/log-reader.js';
import type { Outlet } from './outlet.js';
import { Pump } from './pump.js';
import type { RightsKeeper } from './rights-keeper.js';
import { Session, type SessionPrincipal, type Watch } from './session.js';

const SHOPS = new Map([['shop-1', 'agent' as const]]);
const AGENT: SessionPrincipal = { kind: 'agent', id: 'agent-1', name: 'Robin', shops: SHOPS, family: 'f' };

/** A pump whose one read is answered by hand, and a watch that lacks two events. */
function stage() {
  const sent: string[] = [];
  const calls = { fresh: 0 };
  let answer: (rows: EventRow[]) => void = () => undefined;
  const outlet: Outlet = {
    id: 'session-1',
    writable: true,
    send: (text) => sent.push(text) > 0,
    frame: () => true,
    onWritable: () => undefined,
    error: () => true,
    close: () => undefined,
  };
  const reader = {
    page: () => new Promise((resolve) => (answer = (rows) => resolve({ rows, more: false }))),
  } as unknown as LogReader;
  const fresh = (): boolean => {
    // A loop that starts itself again without end must fail the test and not hang it.
    if (++calls.fresh > 100) throw new Error('The pump spins');
    return true;
  };
  const pump = new Pump(reader, { fresh } as unknown as RightsKeeper);
  const session = new Session(outlet, AGENT, Infinity, 'device', 0);
  const watch = session.watch('conversation-1', 0);
  watch.shop = 'shop-1';
  return { pump, session, watch, sent, calls, answer: (rows: EventRow[]) => answer(rows) };
}

function row(seq: number): EventRow {
  return {
    conversationId: 'conversation-1',
    seq,
    afterPublic: seq - 1,
    shopId: 'shop-1',
    type: 'message',
    audience: 'all',
    sender: 'c:customer-1',
    senderRole: 'customer',
    senderName: 'Visitor',
    clientId: null,
    content: {},
    customerCount: seq,
    shopCount: 0,
    createdAt: 0,
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Pump', () => {
  it('pushes what is missing and rests', async () => {
    const { pump, watch, sent, answer } = stage();
    pump.wake(watch, 2);
    answer([row(1), row(2)]);
    await settled();
    expect(sent).toHaveLength(2);
    expect(watch).toMatchObject({ pushed: 2, running: false });
  });

  it.each([
    ['unwatched', ({ watches }: Session, { conversation }: Watch) => void watches.delete(conversation)],
    ['watched anew', (session: Session, { conversation }: Watch) => void session.watch(conversation, 2)],
  ])('rests when the conversation is %s while the log is read', async (_what, end) => {
    const { pump, session, watch, sent, calls, answer } = stage();
    pump.wake(watch, 2);
    end(session, watch);
    answer([row(1), row(2)]);
    await settled();
    expect(sent).toEqual([]);
    expect(watch.running).toBe(false);
    expect(calls.fresh).toBeLessThan(5);
  });
});
