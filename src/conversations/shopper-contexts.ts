// What shoppers look at just now, as their pages say: unverified, in memory of this node only, and soon forgotten.

import { Injectable } from '@nestjs/common';

import { ChatError } from '../common/chat-error.js';
import { FIELD_LIMITS } from '../protocol/index.js';
import { BoundedMap } from './bounded-map.js';
import { isWhole, wrong } from './content-fields.js';

const MAX_SHOPPERS = 5_000;
const KEPT_MS = 30 * 60_000;

/** Any JSON object of a shop's page. */
export type ShopperContext = Record<string, unknown>;

@Injectable()
export class ShopperContexts {
  /** As text: half the memory of a tree, and nobody can change it. */
  private readonly contexts = new BoundedMap<string>(MAX_SHOPPERS, KEPT_MS);

  /** Throws `invalid` for anything but an object, `too_large`. */
  put(customerId: string, context: unknown): void {
    if (typeof context !== 'object' || context === null || Array.isArray(context)) throw wrong('context');
    const text = JSON.stringify(context);
    if (Buffer.byteLength(text) > FIELD_LIMITS.contextBytes) throw new ChatError('too_large', 'Too large: context');
    // JSON.stringify writes half a surrogate pair as an escape.
    if (!isWhole(text) || /\\ud[89a-f]/i.test(text)) throw wrong('context');
    this.contexts.set(customerId, text);
  }

  of(customerId: string): ShopperContext | null {
    const text = this.contexts.get(customerId);
    return text === undefined ? null : (JSON.parse(text) as ShopperContext);
  }
}
