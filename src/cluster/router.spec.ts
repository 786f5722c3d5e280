// The router: its own listeners hear each word once and at once, the other nodes hear it once.

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { MemoryBus, type SharedBus } from './memory-bus.js';
import { Router } from './router.js';
import type { ConversationWake, Wake } from './wake.js';

const wake = (conversation: string): ConversationWake => ({
  ...{ kind: 'conversation', conversation, shop: 's', customer: 'k' },
  end: { all: 1, agents: 1 },
});

describe('the router', () => {
  let shared: SharedBus;
  let a: Node;
  let b: Node;
  let c: Node;
  interface Node {
    bus: MemoryBus;
    router: Router;
    heard: Wake[];
    sent: number;
  }
  const node = (name: string): Node => {
    const bus = new MemoryBus(name, shared);
    const made: Node = { bus, router: new Router(bus), heard: [], sent: 0 };
    made.router.onWake((wakes) => made.heard.push(...wakes));
    const publish = bus.publish.bind(bus);
    vi.spyOn(bus, 'publish').mockImplementation((to, message) => {
      made.sent += 1;
      publish(to, message);
    });
    return made;
  };
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  beforeEach(() => {
    shared = new Map();
    a = node('a');
    b = node('b');
    c = node('c');
  });

  it('wakes its own listeners before it returns, each once', () => {
    const more: Wake[] = [];
    a.router.onWake((wakes) => more.push(...wakes));
    a.router.announce([wake('one'), wake('two')]);
    expect(a.heard).toEqual([wake('one'), wake('two')]);
    expect(more).toEqual(a.heard);
  });

  it('wakes every other node once, in the same order, and is not woken by itself again', async () => {
    a.router.announce([wake('one'), wake('two')]);
    await settled();
    expect([a.heard, b.heard, c.heard]).toEqual(Array.from({ length: 3 }, () => [wake('one'), wake('two')]));
    expect([a.sent, b.sent, c.sent]).toEqual([1, 0, 0]);
  });

  it('tells other nodes of inline events nothing but the end', async () => {
    const inline = [{ seq: 1, audience: 'agents' as const, after: { all: 0, agents: 0 }, frame: () => 'a note' }];
    a.router.announce([{ ...wake('one'), inline }]);
    await settled();
    expect(a.heard).toEqual([{ ...wake('one'), inline }]);
    expect(b.heard).toEqual([wake('one')]);
  });

  it('cuts what is much into several messages, and loses none', async () => {
    const wakes = Array.from({ length: 2_500 }, (_, index) => wake(`${index}`));
    a.router.announce(wakes);
    await settled();
    expect(b.heard).toEqual(wakes);
    expect(a.sent).toBe(3);
  });

  it('says nothing where there is nothing to say, or nobody to hear it', async () => {
    a.router.announce([]);
    const alone = new MemoryBus('alone');
    const publish = vi.spyOn(alone, 'publish');
    const router = new Router(alone);
    const listener = vi.fn();
    router.onWake(listener);
    router.announce([wake('one')]);
    await settled();
    expect([a.sent, publish.mock.calls.length, listener.mock.calls.length]).toEqual([0, 0, 1]);
  });

  it('does not bother listeners with garbage, and hears what comes after it', async () => {
    const listener = vi.fn();
    b.router.onWake(listener);
    for (const garbage of ['', '{', '[]', '[{}]', '[{"kind":"conversation"}]']) a.bus.publish('all', garbage);
    await settled();
    expect(listener).not.toHaveBeenCalled();
    a.router.announce([wake('one')]);
    await settled();
    expect(b.heard).toEqual([wake('one')]);
  });

  it('forgets a listener that left, also one that leaves while it is woken', () => {
    const late = vi.fn();
    const off = a.router.onWake(() => {
      off();
      offLate();
    });
    const offLate = a.router.onWake(late);
    a.router.announce([wake('one')]);
    a.router.announce([wake('two')]);
    expect(late).not.toHaveBeenCalled();
    expect(a.heard).toEqual([wake('one'), wake('two')]);
  });

  it('goes on without a node that closed', async () => {
    await b.bus.close();
    a.router.announce([wake('one')]);
    await settled();
    expect([b.heard, c.heard]).toEqual([[], [wake('one')]]);
  });
});
