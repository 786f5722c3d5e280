// The in-process session map and bus keep the contracts.

import { MemoryBus, type SharedBus } from '../../src/cluster/memory-bus.js';
import { MemorySessionMap, type SharedSessions } from '../../src/cluster/memory-session-map.js';
import { describeBus } from './bus.contract.js';
import { describeSessionMap } from './session-map.contract.js';

describeSessionMap('in this process', () => {
  const shared: SharedSessions = new Map();
  return Promise.resolve({
    make: (node, boot) => Promise.resolve(new MemorySessionMap({ node, boot }, shared)),
    stop: () => Promise.resolve(),
  });
});

describeBus('in this process', () => {
  const shared: SharedBus = new Map();
  return Promise.resolve({
    make: (node) => Promise.resolve(new MemoryBus(node, shared)),
    stop: () => Promise.resolve(),
  });
});
