// Behaviours that every bus has, whatever it is made of.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Bus } from '../../src/cluster/bus.js';

/** Makes buses of several nodes that hear each other. */
export type MakeBus = (node: string) => Promise<Bus>;

function heard(bus: Bus): string[] {
  const messages: string[] = [];
  bus.subscribe((message) => messages.push(message));
  return messages;
}

export function describeBus(name: string, start: () => Promise<{ make: MakeBus; stop: () => Promise<void> }>): void {
  describe(`the bus ${name}`, () => {
    let make: MakeBus;
    let stop: () => Promise<void>;
    beforeEach(async () => {
      ({ make, stop } = await start());
    });
    afterEach(() => stop());

    it('brings a message for all to every other node and not back', async () => {
      const [a, b, c] = [await make('a'), await make('b'), await make('c')];
      const [atA, atB, atC] = [heard(a), heard(b), heard(c)];
      a.publish('all', 'hello');
      await vi.waitFor(() => {
        expect([atB, atC]).toEqual([['hello'], ['hello']]);
      });
      expect(atA).toEqual([]);
    });

    it('brings a message for one node to that node alone', async () => {
      const [a, b, c] = [await make('a'), await make('b'), await make('c')];
      const [atB, atC] = [heard(b), heard(c)];
      a.publish({ node: 'b' }, 'one');
      a.publish('all', 'two');
      await vi.waitFor(() => {
        expect([[...atB].sort(), atC]).toEqual([['one', 'two'], ['two']]);
      });
    });

    it('stops bringing to a listener that left', async () => {
      const [a, b] = [await make('a'), await make('b')];
      const late: string[] = [];
      const off = b.subscribe((message) => late.push(message));
      off();
      const here = heard(b);
      a.publish('all', 'x');
      await vi.waitFor(() => {
        expect(here).toEqual(['x']);
      });
      expect(late).toEqual([]);
    });

    it('takes a message for a node that is not there without complaint', async () => {
      const a = await make('a');
      expect(() => {
        a.publish({ node: 'nobody' }, 'x');
      }).not.toThrow();
    });

    it('is healthy while it runs', async () => {
      expect((await make('a')).healthy).toBe(true);
    });
  });
}
