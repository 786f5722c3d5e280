// Which node this is: its configured name and the random id of this start.

import type { NodeLife } from './session-map.js';

export class NodeIdentity implements NodeLife {
  constructor(
    readonly node: string,
    readonly boot: string,
  ) {}
}
