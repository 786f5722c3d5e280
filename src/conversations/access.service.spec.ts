import { describe, expect, it } from 'vitest';

import { newId } from '../common/ids.js';
import type { Principal } from '../common/principal.js';
import type { Database } from '../persistence/database.js';
import { AccessService } from './access.service.js';

const [SHOP, OTHER_SHOP, ME, SOMEBODY] = ['shop-1', 'shop-2', newId(), newId()];
const AGENT: Principal = { kind: 'agent', id: newId(), name: 'Ann', shops: new Map([[SHOP, 'agent']]), family: 'f' };
const SHOPPER: Principal = { kind: 'customer', id: ME, shop: SHOP, name: null, verified: false, aliases: [] };

const conversation = (shop: string, customer: string) => ({ id: newId(), shop_id: shop, customer_id: customer });
const MINE = conversation(SHOP, ME);
const THEIRS = conversation(SHOP, SOMEBODY);
const FOREIGN = conversation(OTHER_SHOP, ME);

/** An access service on three conversations, and the ids of each query. */
function stage() {
  const queries: string[][] = [];
  const rows = (_sql: string, ids: string[]) => {
    queries.push(ids);
    return Promise.resolve([MINE, THEIRS, FOREIGN].filter(({ id }) => ids.includes(id)));
  };
  return { access: new AccessService({ rows } as unknown as Database), queries };
}

describe('which of many conversations may be read', () => {
  const ids = [MINE.id, THEIRS.id, FOREIGN.id, newId(), 'no id', '☃'];

  it.each([
    ['an agent: those of its shops', AGENT, [MINE.id, THEIRS.id]],
    ['a shopper: its own', SHOPPER, [MINE.id]],
  ])('is answered to %s', async (_who, principal, expected) => {
    expect([...(await stage().access.readable(principal, ids))]).toEqual(expected);
  });

  it('costs one query however many are unknown, and none for what is known or can be no id', async () => {
    const { access, queries } = stage();
    const unknown = Array.from({ length: 200 }, () => newId());
    await access.readable(AGENT, [...unknown, ...ids]);
    expect(queries).toHaveLength(1);
    await access.readable(AGENT, [MINE.id, THEIRS.id, 'no id']);
    expect(queries).toHaveLength(1);
  });
});
