// Behaviours that every session map has, whatever it is made of.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { SessionMap } from '../../src/cluster/session-map.js';

/** Makes maps of several nodes over the same store. */
export type MakeSessionMap = (node: string, boot: string) => Promise<SessionMap>;

export function describeSessionMap(
  name: string,
  start: () => Promise<{ make: MakeSessionMap; stop: () => Promise<void> }>,
): void {
  describe(`the session map ${name}`, () => {
    let make: MakeSessionMap;
    let stop: () => Promise<void>;
    beforeEach(async () => {
      ({ make, stop } = await start());
    });
    afterEach(() => stop());

    it('knows nobody at first', async () => {
      const map = await make('a', 'a1');
      expect(await map.nodesOf(['x'])).toEqual(new Map([['x', []]]));
    });

    it('tells each node that holds a key', async () => {
      const [a, b] = [await make('a', 'a1'), await make('b', 'b1')];
      await a.enter('x');
      await b.enter('x');
      await b.enter('y');
      const nodes = await a.nodesOf(['x', 'y']);
      expect(
        nodes
          .get('x')
          ?.map((life) => life.node)
          .sort(),
      ).toEqual(['a', 'b']);
      expect(nodes.get('y')).toEqual([{ node: 'b', boot: 'b1' }]);
    });

    it('counts entering twice once', async () => {
      const map = await make('a', 'a1');
      await map.enter('x');
      await map.enter('x');
      expect((await map.nodesOf(['x'])).get('x')).toHaveLength(1);
      await map.leave('x');
      expect((await map.nodesOf(['x'])).get('x')).toEqual([]);
    });

    it('removes only the leaving node', async () => {
      const [a, b] = [await make('a', 'a1'), await make('b', 'b1')];
      await a.enter('x');
      await b.enter('x');
      await a.leave('x');
      expect((await a.nodesOf(['x'])).get('x')).toEqual([{ node: 'b', boot: 'b1' }]);
    });

    it('lets a new start of a node take the place of the old one', async () => {
      const [old, young] = [await make('a', 'a1'), await make('a', 'a2')];
      await old.enter('x');
      await young.enter('x');
      await old.leave('x');
      expect((await young.nodesOf(['x'])).get('x')).toEqual([{ node: 'a', boot: 'a2' }]);
    });

    it('forgets all of a node that closes', async () => {
      const [a, b] = [await make('a', 'a1'), await make('b', 'b1')];
      await a.enter('x');
      await a.enter('y');
      await a.close();
      expect(await b.nodesOf(['x', 'y'])).toEqual(
        new Map([
          ['x', []],
          ['y', []],
        ]),
      );
    });
  });
}
